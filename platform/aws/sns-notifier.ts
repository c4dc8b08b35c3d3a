import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { ProductError } from '../../contracts/errors/product-error.ts'
import type { Notice, Notifier } from '../../contracts/ports/notifier.ts'

/** Tells the subscribers of an SNS topic. Facts travel as message attributes, so that a subscription can filter by them. */
export class SnsNotifier implements Notifier {
  readonly #topic: string
  readonly #client: Pick<SNSClient, 'send'>

  constructor(topic: string, client: Pick<SNSClient, 'send'> = new SNSClient({})) {
    this.#topic = topic
    this.#client = client
  }

  async send({ subject, text, facts }: Notice): Promise<void> {
    const attributes = Object.entries(facts).map(
      ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
    )
    const command = new PublishCommand({
      TopicArn: this.#topic,
      Subject: subject,
      Message: text,
      MessageAttributes: Object.fromEntries(attributes),
    })
    try {
      await this.#client.send(command)
    } catch (cause) {
      throw new ProductError('NOTICE_NOT_SENT', {
        message: `"${subject}" could not be sent to ${this.#topic}: ${cause instanceof Error ? cause.message : String(cause)}`,
        cause,
        data: { topic: this.#topic },
      })
    }
  }
}
