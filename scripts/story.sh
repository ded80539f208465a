#!/usr/bin/env bash
# The main job, walked by hand against a running ./dev up: a WhatsApp message becomes a lead on an agent's phone. Prints each request and answer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
URL=${URL:-http://localhost:8000}
WS=${URL/#http/ws}
CUSTOMER=${CUSTOMER:-35193$((RANDOM % 9000000 + 1000000))}
HEARD=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$HEARD"' EXIT

step() { printf '\n=== %s\n' "$*"; }
json() { node -e 'const v = process.argv[1].split(".").reduce((o, k) => o?.[k], JSON.parse(require("fs").readFileSync(0))); console.log(typeof v === "object" ? JSON.stringify(v) : v ?? "")' "$1"; }

# call METHOD PATH TOKEN [BODY]: shows request and answer; the answer's body is then in $ANSWER
call() {
  printf '\n> %s %s\n' "$1" "$2"
  [ -z "${4:-}" ] || printf '> %s\n' "$4"
  local out
  out=$(curl -sS -X "$1" "$URL$2" -H "Authorization: Bearer $3" -H 'Content-Type: application/json' ${4:+--data "$4"} -w '\n%{http_code} in %{time_total} s')
  ANSWER=${out%$'\n'*}
  printf '< %s\n' "${out##*$'\n'}" "$(cut -c1-700 <<<"$ANSWER")"
}

sign_in() {
  call POST /auth/mobile/login '' "{\"email\":\"$1\",\"password\":\"senha123\",\"device_name\":\"$2\"}" | sed -E 's/("(access|refresh)_token":")[^"]+/\1…/g'
}
token_of() { curl -sS "$URL/auth/mobile/login" -H 'Content-Type: application/json' --data "{\"email\":\"$1\",\"password\":\"senha123\",\"device_name\":\"$2\"}" | json access_token; }
listen() { node --no-warnings --experimental-websocket scripts/listen.mjs "$WS/mobile/ws?token=$1${3:-}" "$2" >"$HEARD/$2" & }
wait_for() {
  for _ in $(seq 100); do
    grep -q "$1" "$HEARD/$2" 2>/dev/null && { grep "$1" "$HEARD/$2"; return; }
    sleep 0.05
  done
  echo "«$1» did not come within 5 s:" && cat "$HEARD/$2" && exit 1
}
phone_shows() { curl -sS "$URL/_sandbox/phone/$CUSTOMER/messages"; }
says() {
  local before
  before=$(phone_shows | json length)
  call POST "/_sandbox/phone/$CUSTOMER/messages" '' "{\"text\":\"$1\",\"profile_name\":\"Maria\"}"
  for _ in $(seq 100); do
    [ "$(phone_shows | json length)" -gt $((before + 1)) ] && break
    sleep 0.05
  done
}

step "João signs in on his phone and on his tablet; the phone listens"
sign_in joao.teste@imoveismais.pt telemóvel
PHONE=$(token_of joao.teste@imoveismais.pt telemóvel)
TABLET=$(token_of joao.teste@imoveismais.pt tablet)
listen "$PHONE" phone
BEFORE=$(wait_for connected phone | sed 's/^[^{]*//' | json last_event_id)
grep connected "$HEARD/phone"
call GET /mobile/auth/me "$PHONE"
AGENT=$(json agent_id <<<"$ANSWER")
call GET "/mobile/properties?agent_id=$AGENT&per_page=1" "$PHONE"
REFERENCE=$(json 0.reference <<<"$ANSWER")
PROPERTY=$(json 0.id <<<"$ANSWER")

step "A customer writes on WhatsApp about $REFERENCE (signed webhooks); the flow answers through Graph and asks"
for text in "Boa tarde! Vi o $REFERENCE no site." "Maria Costa" "comprar" "350 mil" "Cascais"; do says "$text"; done
sleep 1
step "What the customer's phone shows"
phone_shows | node -e 'for (const m of JSON.parse(require("fs").readFileSync(0))) console.log(m.from === "customer" ? `                    ${m.text}  →` : `← ${m.text}  [${m.status}]`)'

step "The lead rings on the connected phone"
wait_for new_lead phone
LEAD=$(wait_for new_lead phone | tail -n 1 | sed 's/^[^{]*//' | json data.lead_id)

step "The tablet was away and catches up from event $BEFORE"
listen "$TABLET" tablet "&last_event_id=$BEFORE"
wait_for new_lead tablet

step "The lead is in the list; a visit is booked; one at the same time is refused"
call GET "/mobile/leads?per_page=1" "$PHONE"
# Tomorrow night, when the demo data has no visits; a random minute, so that the story can be told again.
AT=$(node -e 'const d = new Date(Date.now() + 864e5); d.setUTCHours(Math.floor(Math.random() * 6), Math.floor(Math.random() * 60), 0, 0); console.log(d.toISOString())')
call POST /mobile/visits "$PHONE" "{\"property_id\":$PROPERTY,\"lead_id\":$LEAD,\"scheduled_at\":\"$AT\"}"
VISIT=$(json id <<<"$ANSWER")
call GET "/mobile/visits/upcoming?limit=20" "$PHONE"
printf '  of which: %s\n' "$(node -e 'console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).find((v) => v.id == process.argv[1])))' "$VISIT" <<<"$ANSWER")"
call POST /mobile/visits "$PHONE" "{\"property_id\":$PROPERTY,\"lead_id\":$LEAD,\"scheduled_at\":\"$AT\"}"

step "The phone is stolen: the tablet ends its session"
call GET /auth/sessions "$PHONE"
SESSION=$(node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).sessions.find((s) => s.is_current).id)' <<<"$ANSWER")
call DELETE "/auth/sessions/$SESSION" "$TABLET"
call GET /mobile/leads "$PHONE"
wait_for 'closed 4003' phone
step "Done"
