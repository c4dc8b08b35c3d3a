#!/usr/bin/env bash
# Builds the task's image and pushes it to the repository of a stage: scripts/push-image.sh <stage> <tag>.
# A tag that is there already is left as it is: tags cannot be moved.
set -euo pipefail
cd "$(dirname "$0")/.."
stage=$1
tag=$2
name="millrace-$stage-task"

if ! address=$(aws ecr describe-repositories --repository-names "$name" --query 'repositories[0].repositoryUri' --output text 2>/dev/null); then
  echo "The repository $name is not there yet: deploy the stage once, then push." >&2
  exit 1
fi
if aws ecr batch-get-image --repository-name "$name" --image-ids "imageTag=$tag" --query 'images[0].imageId.imageTag' --output text | grep -qx "$tag"; then
  echo "$name:$tag is there already."
  exit 0
fi
aws ecr get-login-password | docker login --username AWS --password-stdin "${address%%/*}"
docker build --platform linux/arm64 --tag "$address:$tag" .
docker push "$address:$tag"
