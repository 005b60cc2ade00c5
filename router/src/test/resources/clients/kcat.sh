#!/bin/sh
# Calls bag-of-words with kcat and prints the reply: its headers, then the result.
set -eu
brokers=${BROKERS:-127.0.0.1:19092}
replies=${REPLIES:-skyvane.replies}
since=$(date +%s)000

echo '{"text": "to be or not to be"}' |
  kcat -P -b "$brokers" -t skyvane.invocations \
    -H skyvane-function=bag-of-words \
    -H "skyvane-reply-to=$replies" \
    -H skyvane-origin=eu-north-1 \
    -H content-type=application/json

# The first reply from now on; give a topic of your own in REPLIES where others call too.
kcat -C -q -b "$brokers" -t "$replies" -o "s@$since" -c 1 \
  -X isolation.level=read_committed -f '%h\n%s\n'
