#!/bin/sh
# One of many that work in a runs directory at a time: makes a run, says things of it, moves it about.
# Usage: storm-worker.sh NUMBER END_SECONDS; `gage` is the program.
number=$1
end=$(($(date +%s) + $2))
round=0
while [ "$round" -eq 0 ] || [ "$(date +%s)" -lt "$end" ]; do
  round=$((round + 1))
  label="w$number-r$round"
  gage run work -y -l "$label" || echo "FAILED run"
  gage list --all --json >/dev/null || echo "FAILED list"
  id=$(gage select -w "label == \"$label\"") || echo "FAILED select $label"
  gage tag "$id" -y --add "tag-$number" || echo "FAILED tag"
  gage comment "$id" -m "said by $number" || echo "FAILED comment"
  case $((number % 4)) in
    0) gage delete "$id" -y || echo "FAILED delete"
       gage restore "$id" -y || echo "FAILED restore" ;;
    1) gage archive "$id" -y -n "archive-$number-$round" || echo "FAILED archive" ;;
    2) gage copy "$id" -y --to ../copies || echo "FAILED copy" ;;
    3) gage verify "$id" || echo "FAILED verify" ;;
  esac
  echo "MADE $label"
done
