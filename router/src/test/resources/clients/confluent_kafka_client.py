"""Calls bag-of-words with confluent-kafka and prints status, region and result."""

import os
import time
import uuid

from confluent_kafka import Consumer, KafkaException, Producer, TopicPartition

BROKERS = os.environ.get("BROKERS", "127.0.0.1:19092")
REPLIES = os.environ.get("REPLIES", "skyvane.replies")

consumer = Consumer({
    "bootstrap.servers": BROKERS,
    "group.id": "unused",  # the client wants one, though assign() joins no group
    "enable.auto.commit": False,
    "isolation.level": "read_committed",
})
# From where the reply topic ends now, so that no reply is missed.
parts = [TopicPartition(REPLIES, p) for p in consumer.list_topics(REPLIES, 10).topics[REPLIES].partitions]
for part in parts:
    part.offset = consumer.get_watermark_offsets(part, timeout=10)[1]
consumer.assign(parts)

producer = Producer({"bootstrap.servers": BROKERS, "linger.ms": 0})
correlation = uuid.uuid4().hex
producer.produce(
    "skyvane.invocations",
    value=b'{"text": "to be or not to be"}',
    headers={
        "skyvane-function": "bag-of-words",
        "skyvane-reply-to": REPLIES,
        "skyvane-correlation-id": correlation,
        "skyvane-origin": "eu-north-1",
        "skyvane-timeout-ms": "30000",
        "content-type": "application/json",
    },
)
producer.flush(10)

deadline = time.monotonic() + 35
while time.monotonic() < deadline:
    message = consumer.poll(1)
    if message is None:
        continue
    if message.error():
        raise KafkaException(message.error())
    headers = dict(message.headers() or [])
    if headers.get("skyvane-correlation-id") == correlation.encode():
        if headers["skyvane-status"] != b"ok":
            raise SystemExit(headers["skyvane-error"].decode())
        print("ok", headers["skyvane-region"].decode(), message.value().decode())
        break
else:
    raise SystemExit("no reply within 35 s")
consumer.close()
