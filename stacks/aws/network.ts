import { policyDocument } from '../statement.ts'
import type { Stage } from './stage.ts'

export interface Network {
  readonly subnetIds: $util.Output<string>[]
  readonly securityGroupId: $util.Output<string>
  /** No way out but through endpoints; functions join it too. */
  readonly isPrivate: boolean
}

/** Where tasks run, and functions where the stage asks for it. */
export const makeNetwork = (stage: Stage): Promise<Network> =>
  stage.settings.vpc ? makePrivateNetwork(stage) : makePublicNetwork(stage)

const interfaces = [
  'glue',
  'athena',
  'states',
  'logs',
  'monitoring',
  'ecr.api',
  'ecr.dkr',
  'kms',
  'sns',
  'sqs',
  'xray',
] as const

/** Two subnets in zones of their own, with one table of routes. */
async function makeSubnets({ tags }: Stage) {
  const vpc = new aws.ec2.Vpc('Network', {
    cidrBlock: '10.60.0.0/16',
    enableDnsHostnames: true,
    enableDnsSupport: true,
    tags,
  })
  const zones = (await aws.getAvailabilityZones({ state: 'available' })).names.slice(0, 2)
  const routes = new aws.ec2.RouteTable('Routes', { vpcId: vpc.id, tags })
  const subnetIds = zones.map((availabilityZone, index) => {
    const subnet = new aws.ec2.Subnet(`Subnet${index + 1}`, {
      vpcId: vpc.id,
      availabilityZone,
      cidrBlock: `10.60.${index}.0/24`,
      tags,
    })
    new aws.ec2.RouteTableAssociation(`Subnet${index + 1}Routes`, {
      subnetId: subnet.id,
      routeTableId: routes.id,
    })
    return subnet.id
  })
  return { vpc, routes, subnetIds }
}

/** For tasks alone: out to the internet by TLS, and no way in. It costs nothing while nothing runs. */
async function makePublicNetwork(stage: Stage): Promise<Network> {
  const { tags } = stage
  const { vpc, routes, subnetIds } = await makeSubnets(stage)
  const gateway = new aws.ec2.InternetGateway('Gateway', { vpcId: vpc.id, tags })
  new aws.ec2.Route('WayOut', {
    routeTableId: routes.id,
    destinationCidrBlock: '0.0.0.0/0',
    gatewayId: gateway.id,
  })
  const workers = new aws.ec2.SecurityGroup('WorkersAccess', {
    vpcId: vpc.id,
    description: 'Tasks: out by TLS, nothing in',
    egress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: ['0.0.0.0/0'] }],
    tags,
  })
  return { subnetIds, securityGroupId: workers.id, isPrivate: false }
}

/** A network without a way out: AWS is reached through endpoints, and nothing else is. */
async function makePrivateNetwork(stage: Stage): Promise<Network> {
  const { settings, names, tags } = stage
  const { vpc, routes, subnetIds } = await makeSubnets(stage)
  const s3 = new aws.ec2.VpcEndpoint('S3Endpoint', {
    vpcId: vpc.id,
    serviceName: `com.amazonaws.${settings.region}.s3`,
    vpcEndpointType: 'Gateway',
    routeTableIds: [routes.id],
    policy: JSON.stringify(onlyOurBuckets(stage)),
    tags,
  })
  const endpoints = new aws.ec2.SecurityGroup('EndpointsAccess', {
    vpcId: vpc.id,
    description: 'Takes TLS from functions and tasks',
    ingress: [{ protocol: 'tcp', fromPort: 443, toPort: 443, cidrBlocks: [vpc.cidrBlock] }],
    tags,
  })
  const workers = new aws.ec2.SecurityGroup('WorkersAccess', {
    vpcId: vpc.id,
    description: 'Functions and tasks: out to the endpoints and to S3',
    egress: [
      { protocol: 'tcp', fromPort: 443, toPort: 443, securityGroups: [endpoints.id] },
      { protocol: 'tcp', fromPort: 443, toPort: 443, prefixListIds: [s3.prefixListId] },
    ],
    tags,
  })
  for (const service of interfaces) {
    new aws.ec2.VpcEndpoint(`${service.replace(/\W/g, '')}Endpoint`, {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${settings.region}.${service}`,
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
      subnetIds,
      securityGroupIds: [endpoints.id],
      policy: JSON.stringify(onlyOurAccount(names.account)),
      tags,
    })
  }
  return { subnetIds, securityGroupId: workers.id, isPrivate: true }
}

/** ECR keeps the layers of images in a bucket of AWS. */
const onlyOurBuckets = ({ names, settings }: Stage) =>
  policyDocument([
    {
      Sid: 'OurBuckets',
      Effect: 'Allow',
      Principal: '*',
      Action: [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:PutObject',
        's3:DeleteObject',
        's3:ListBucket',
        's3:ListBucketVersions',
        's3:GetBucketLocation',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
        's3:ListBucketMultipartUploads',
      ],
      Resource: [names.lakeArn, names.resultsArn].flatMap((arn) => [arn, `${arn}/*`]),
    },
    {
      Sid: 'ImageLayers',
      Effect: 'Allow',
      Principal: '*',
      Action: ['s3:GetObject'],
      Resource: [`arn:${names.partition}:s3:::prod-${settings.region}-starport-layer-bucket/*`],
    },
  ])

/** A way out for data is closed: nobody of another account is let through, whatever they ask for. */
const onlyOurAccount = (account: string) =>
  policyDocument([
    {
      Sid: 'OurAccount',
      Effect: 'Allow',
      Principal: '*',
      NotAction: ['sts:AssumeRole'],
      Resource: ['*'],
      Condition: { StringEquals: { 'aws:PrincipalAccount': account } },
    },
  ])
