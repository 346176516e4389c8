#!/usr/bin/env bash
# Asks one question and prints the answer. Usage: ask.sh "QUESTION"
set -euo pipefail

url="${ETHICS_DESK_URL:-http://127.0.0.1:8000}"
headers=(-H "Content-Type: application/json")
if [ -n "${ETHICS_DESK_KEY:-}" ]; then
  headers+=(-H "Authorization: Bearer $ETHICS_DESK_KEY")
fi

jq --null-input --arg question "$1" '{question: $question}' |
  curl --silent --show-error --fail-with-body --max-time 90 "${headers[@]}" --data @- "$url/v1/ask" |
  jq --raw-output '.markdown // "\(.detail) \(.hint)"'
