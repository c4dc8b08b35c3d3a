import { type Alarm, alarmsOf } from '../alarms.ts'
import { dashboardOf } from '../dashboard.ts'
import { topicPolicy } from '../resource-policies.ts'
import type { Stage } from './stage.ts'

const operators = {
  '>': 'GreaterThanThreshold',
  '>=': 'GreaterThanOrEqualToThreshold',
  '<': 'LessThanThreshold',
} as const

/** The topic that people are told through, the alarms that tell it, the budget, and one look at everything. */
export function makeMonitoring(stage: Stage): aws.sns.Topic {
  const { names, settings, key, tags } = stage
  const topic = new aws.sns.Topic('Alarms', {
    name: names.topic,
    kmsMasterKeyId: key.arn,
    tags,
  })
  const policy = new aws.sns.TopicPolicy('AlarmsPolicy', {
    arn: topic.arn,
    policy: stage.policy(topicPolicy),
  })
  if (settings.alarmEmail !== undefined) {
    new aws.sns.TopicSubscription('AlarmsByMail', {
      topic: topic.arn,
      protocol: 'email',
      endpoint: settings.alarmEmail,
    })
  }
  for (const alarm of alarmsOf(names, settings)) makeAlarm(stage, topic, alarm)
  new aws.budgets.Budget(
    'Budget',
    {
      name: names.role('month'),
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      limitAmount: String(settings.monthlyBudgetUsd),
      limitUnit: 'USD',
      costFilters: [{ name: 'TagKeyValue', values: [`user:cost$${tags['cost']}`] }],
      notifications: [80, 100].map((threshold) => ({
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
        notificationType: threshold === 100 ? 'FORECASTED' : 'ACTUAL',
        subscriberSnsTopicArns: [topic.arn],
      })),
      tags,
    },
    { dependsOn: [policy] },
  )
  new aws.cloudwatch.Dashboard('Operations', {
    dashboardName: names.role('operations'),
    dashboardBody: JSON.stringify(dashboardOf(names)),
  })
  return topic
}

const makeAlarm = ({ names, tags }: Stage, topic: aws.sns.Topic, alarm: Alarm) =>
  new aws.cloudwatch.MetricAlarm(`Alarm-${alarm.name}`, {
    name: names.role(alarm.name),
    alarmDescription: alarm.description,
    namespace: alarm.namespace,
    metricName: alarm.metric,
    dimensions: { ...alarm.dimensions },
    statistic: alarm.statistic,
    period: alarm.period,
    evaluationPeriods: alarm.looks ?? 1,
    comparisonOperator: operators[alarm.when],
    threshold: alarm.threshold,
    treatMissingData: alarm.silence === 'alarm' ? 'breaching' : 'notBreaching',
    alarmActions: [topic.arn],
    okActions: [topic.arn],
    tags,
  })
