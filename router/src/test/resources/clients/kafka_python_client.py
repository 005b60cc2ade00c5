"""Calls bag-of-words with kafka-python and prints status, region and result."""

import os
import time
import uuid

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

BROKERS = os.environ.get("BROKERS", "127.0.0.1:19092").split(",")
REPLIES = os.environ.get("REPLIES", "skyvane.replies")

# From version 2.2 on, add isolation_level="read_committed"; older ones have no such setting.
consumer = KafkaConsumer(bootstrap_servers=BROKERS, enable_auto_commit=False)
parts = [TopicPartition(REPLIES, p) for p in consumer.partitions_for_topic(REPLIES)]
consumer.assign(parts)
# From where the reply topic ends now, so that no reply is missed.
for part, end in consumer.end_offsets(parts).items():
    consumer.seek(part, end)

producer = KafkaProducer(bootstrap_servers=BROKERS, acks="all")
correlation = uuid.uuid4().hex.encode()
producer.send(
    "skyvane.invocations",
    value=b'{"text": "to be or not to be"}',
    headers=[
        ("skyvane-function", b"bag-of-words"),
        ("skyvane-reply-to", REPLIES.encode()),
        ("skyvane-correlation-id", correlation),
        ("skyvane-origin", b"eu-north-1"),
        ("skyvane-timeout-ms", b"30000"),
        ("content-type", b"application/json"),
    ],
).get(timeout=10)


def wait_for_reply(seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for messages in consumer.poll(timeout_ms=500).values():
            for message in messages:
                headers = dict(message.headers)
                if headers.get("skyvane-correlation-id") == correlation:
                    return headers, message.value
    raise SystemExit(f"no reply within {seconds} s")


headers, value = wait_for_reply(35)
if headers["skyvane-status"] != b"ok":
    raise SystemExit(headers["skyvane-error"].decode())
print("ok", headers["skyvane-region"].decode(), value.decode())
producer.close()
consumer.close()
