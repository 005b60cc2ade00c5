#!/bin/sh
# Publishes to a topic that is bound to a function: no header at all.
set -eu
brokers=${BROKERS:-127.0.0.1:19092}
since=$(date +%s)000

echo '{"text": "to be or not to be"}' | kcat -P -b "$brokers" -t orders

kcat -C -q -b "$brokers" -t skyvane.replies -o "s@$since" -c 1 \
  -X isolation.level=read_committed -f '%h\n%s\n'
