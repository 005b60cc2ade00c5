// Calls bag-of-words with kafkajs and prints status, region and result.
import { randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'

const brokers = (process.env.BROKERS ?? '127.0.0.1:19092').split(',')
const replies = process.env.REPLIES ?? 'skyvane.replies'
const kafka = new kafkajs.Kafka({ clientId: 'shop', brokers, logLevel: kafkajs.logLevel.ERROR })
const correlation = randomUUID()

// From where the reply topic ends now, so that no reply is missed.
const admin = kafka.admin()
await admin.connect()
const ends = await admin.fetchTopicOffsets(replies)
await admin.disconnect()

// readUncommitted: false is isolation.level=read_committed.
const consumer = kafka.consumer({ groupId: `shop-${randomUUID()}`, readUncommitted: false })
await consumer.connect()
await consumer.subscribe({ topic: replies })
const reply = new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('no reply within 35 s')), 35_000).unref()
  consumer.run({
    eachMessage: async ({ message }) => {
      if (message.headers['skyvane-correlation-id']?.toString() === correlation) resolve(message)
    }
  }).catch(reject)
})
for (const { partition, high } of ends) {
  consumer.seek({ topic: replies, partition, offset: high })
}

const producer = kafka.producer()
await producer.connect()
await producer.send({
  topic: 'skyvane.invocations',
  messages: [{
    value: JSON.stringify({ text: 'to be or not to be' }),
    headers: {
      'skyvane-function': 'bag-of-words',
      'skyvane-reply-to': replies,
      'skyvane-correlation-id': correlation,
      'skyvane-origin': 'eu-north-1',
      'skyvane-timeout-ms': '30000',
      'content-type': 'application/json'
    }
  }]
})

const { headers, value } = await reply
if (headers['skyvane-status'].toString() !== 'ok') throw new Error(headers['skyvane-error'])
console.log('ok', headers['skyvane-region'].toString(), value.toString())
await producer.disconnect()
await consumer.disconnect()
