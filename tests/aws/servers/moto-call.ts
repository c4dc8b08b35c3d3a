/** Services of which tests make a few calls, with the name that their protocol gives them. */
const services = {
  ecs: 'AmazonEC2ContainerServiceV20141113',
  events: 'AWSEvents',
} as const

/** Calls a service of moto that speaks JSON, as its client would. */
export async function callMoto<Result>(
  endpoint: string,
  service: keyof typeof services,
  action: string,
  request: object,
): Promise<Result> {
  const scope = `test/20260101/us-east-1/${service}/aws4_request`
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${services[service]}.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(request),
  })
  const body = await response.text()
  if (!response.ok) throw new Error(`${service} ${action}: ${response.status} ${body}`)
  return JSON.parse(body) as Result
}

/** A subnet of the account's default network. */
export async function defaultSubnet(endpoint: string): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  })
  const subnet = /<subnetId>([^<]+)</.exec(await response.text())?.[1]
  if (subnet === undefined) throw new Error('There is no default subnet.')
  return subnet
}
