import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { Queue } from './sqs.ts'

/** What a subscriber of a topic is told. */
export interface Told {
  readonly subject: string
  readonly text: string
  readonly facts: Readonly<Record<string, string>>
}

/** A topic of SNS with a queue that hears all of it. */
export class Topic {
  readonly arn: string
  readonly #queue: Queue

  private constructor(arn: string, queue: Queue) {
    this.arn = arn
    this.#queue = queue
  }

  static async create(endpoint: string, name: string): Promise<Topic> {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const sns = new SNSClient({ endpoint, region: 'us-east-1', credentials })
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name }))
    const queue = await Queue.create(endpoint, `${name}-heard`)
    const Endpoint = `arn:aws:sqs:us-east-1:123456789012:${queue.url.split('/').at(-1)}`
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }))
    sns.destroy()
    return new Topic(TopicArn, queue)
  }

  /** What was told since it was asked last. */
  async heard(): Promise<readonly Told[]> {
    const messages = await this.#queue.receive()
    await this.#queue.delete(messages)
    return messages.map(({ Body }) => {
      const { Subject, Message, MessageAttributes = {} } = JSON.parse(Body) as Notification
      const facts = Object.entries(MessageAttributes).map(([name, { Value }]) => [name, Value])
      return { subject: Subject, text: Message, facts: Object.fromEntries(facts) }
    })
  }
}

interface Notification {
  readonly Subject: string
  readonly Message: string
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>
}
