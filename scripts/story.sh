#!/usr/bin/env bash
# The main job, walked by hand against a running ./dev up: from a WhatsApp message to a lead on an agent's phone and a visit in their diary, with a person
# who steps in. Prints each request and answer, and what the customer's phone showed. scripts/story.sh [pt-PT|pt-BR|en]
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
# The last of what the phone shows, if it is the business's and has these words.
answered() {
  phone_shows | node -e 'const last = JSON.parse(require("fs").readFileSync(0)).at(-1); process.exit(last?.from === "business" && JSON.stringify(last).includes(process.argv[1]) ? 0 : 1)' "$1"
}
# says BODY WORDS: the customer says something; waits for the answer with these words
says() {
  call POST "/_sandbox/phone/$CUSTOMER/messages" '' "$1"
  for _ in $(seq 100); do
    answered "$2" && return
    sleep 0.1
  done
  echo "«$2» did not come within 10 s:" && phone_shows && exit 1
}
text() { printf '{"text":"%s","profile_name":"%s"}' "$1" "${NAME%% *}"; }
# The id of a row of the last list.
row() { phone_shows | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).at(-1).content.action.sections[0].rows[+process.argv[1]].id)' "$1"; }
transcript() {
  phone_shows | node -e '
    const shown = ["text", "body", "title", "display_text", "button"];
    const words = (v) => Array.isArray(v) ? v.flatMap(words)
      : v && typeof v === "object" ? Object.entries(v).flatMap(([k, x]) => (typeof x === "string" ? (shown.includes(k) ? [x] : []) : words(x))) : [];
    for (const m of JSON.parse(require("fs").readFileSync(0))) {
      const said = [...new Set([m.text ?? "", ...words(m.content)])].filter(Boolean).join("\n") || `[${m.type}]`;
      const who = m.from === "customer" ? "customer →" : "agency   ←";
      console.log(`${m.at.slice(11, 19)}  ${who}  ${said.replaceAll("\n", "\n                      ")}`);
    }'
}

case ${1:-pt-PT} in
  pt-PT) HELLO="Olá! Vi o %s no site." NAME="Maria Costa" BUY=comprar WRONG="ainda não sei" MINE="Bom dia, sou o João. Falo consigo já a seguir." THANKS="Obrigada!"
    ASKS=("Como se chama?" "O que procura?" "Qual é o seu orçamento" "não percebi o valor" "zona ou concelho" "Qual destes" "Quando lhe dá jeito" "Visita marcada") ;;
  pt-BR) HELLO="Oi! Vi o %s no site." NAME="Bruna Souza" BUY=comprar WRONG="sei lá" MINE="Oi, sou o João. Já falo com você." THANKS="Obrigada!"
    ASKS=("Qual é o seu nome?" "O que você procura?" "Qual é o seu orçamento" "não entendi o valor" "bairro ou cidade" "Qual destes" "Quando você pode" "Visita marcada") ;;
  en) HELLO="Hello! I saw %s on your site." NAME="Emma Clarke" BUY="I want to buy" WRONG="no idea" MINE="Good morning, João here. I will be with you in a moment." THANKS="Thank you!"
    ASKS=("What is your name?" "What are you looking for?" "What is your budget" "did not understand the amount" "area or town" "Which of these" "When would you like" "visit is booked") ;;
  *) echo "scripts/story.sh [pt-PT|pt-BR|en]" >&2 && exit 2 ;;
esac

step "João signs in on his phone and on his tablet; the phone listens"
sign_in joao.teste@imoveismais.pt telemóvel
PHONE=$(token_of joao.teste@imoveismais.pt telemóvel)
TABLET=$(token_of joao.teste@imoveismais.pt tablet)
listen "$PHONE" phone
BEFORE=$(wait_for connected phone | sed 's/^[^{]*//' | json last_event_id)
grep connected "$HEARD/phone"
call GET /mobile/auth/me "$PHONE"
AGENT=$(json agent_id <<<"$ANSWER")
LISTING=$(curl -sS "$URL/mobile/properties?agent_id=$AGENT&per_page=100" -H "Authorization: Bearer $PHONE" |
  node -e 'console.log(JSON.stringify(JSON.parse(require("fs").readFileSync(0)).find((p) => p.status === "available" && p.business === "sale" && p.price)))')
REFERENCE=$(json reference <<<"$LISTING")
PROPERTY=$(json id <<<"$LISTING")

step "A customer writes on WhatsApp about $REFERENCE (signed webhooks); the flow answers through Graph, asks, and asks again after a wrong answer"
# shellcheck disable=SC2059
says "$(text "$(printf "$HELLO" "$REFERENCE")")" "${ASKS[0]}"
says "$(text "$NAME")" "${ASKS[1]}"
says "$(text "$BUY")" "${ASKS[2]}"
says "$(text "$WRONG")" "${ASKS[3]}"
says "$(text "$(json price <<<"$LISTING" | cut -d. -f1)")" "${ASKS[4]}"
says "$(text "$(json municipality <<<"$LISTING")")" "${ASKS[5]}"

step "The lead rings on the connected phone"
wait_for new_lead phone
LEAD=$(wait_for new_lead phone | tail -n 1 | sed 's/^[^{]*//' | json data.lead_id)

step "The tablet was away and catches up from event $BEFORE"
listen "$TABLET" tablet "&last_event_id=$BEFORE"
wait_for new_lead tablet

step "The lead is in the list"
call GET "/mobile/leads?per_page=1" "$PHONE"

step "The customer chooses the listing and a time, which João gives to somebody else meanwhile; is offered others; books"
says "{\"list_id\":\"$(row 0)\"}" "${ASKS[6]}"
CHOSEN=$(row 0)
call POST /mobile/visits "$PHONE" "{\"property_id\":$PROPERTY,\"scheduled_at\":\"${CHOSEN: -22}\"}"
says "{\"list_id\":\"$CHOSEN\"}" "${ASKS[6]}"
AGAIN=$(row 0)
says "{\"list_id\":\"$AGAIN\"}" "${ASKS[7]}"

step "The visit is in João's diary; another one at that time is refused"
AT=${AGAIN: -22}
call GET "/mobile/visits?date=${AT%T*}&per_page=100" "$PHONE"
printf '  of which: %s\n' "$(node -e 'const [lead, at] = process.argv.slice(1); const visit = JSON.parse(require("fs").readFileSync(0)).find((v) => v.lead_id == lead && +new Date(v.scheduled_at) === +new Date(at)); if (!visit) throw "The visit is not in the diary."; console.log(JSON.stringify(visit))' "$LEAD" "$AT" <<<"$ANSWER")"
call POST /mobile/visits "$PHONE" "{\"property_id\":$PROPERTY,\"scheduled_at\":\"$AT\"}"

step "João steps in: the bot is silent until he gives the conversation back"
call GET "/api/v1/conversations?search=$CUSTOMER" "$PHONE"
CONVERSATION=$(json 0.id <<<"$ANSWER")
call POST "/api/v1/conversations/$CONVERSATION/messages" "$PHONE" "{\"type\":\"text\",\"text\":\"$MINE\"}"
for _ in $(seq 100); do answered "$MINE" && break; sleep 0.1; done
call POST "/_sandbox/phone/$CUSTOMER/messages" '' "$(text "$THANKS")"
sleep 2
[ "$(phone_shows | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).at(-1).from)')" = customer ] || { echo "The bot spoke although João has the conversation." && exit 1; }
call POST "/api/v1/conversations/$CONVERSATION/resume" "$PHONE"
# shellcheck disable=SC2059
says "$(text "$(printf "$HELLO" "$REFERENCE")")" "${ASKS[0]}"

step "What the customer's phone showed"
transcript

step "The phone is stolen: the tablet ends its session"
call GET /auth/sessions "$PHONE"
SESSION=$(node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).sessions.find((s) => s.is_current).id)' <<<"$ANSWER")
call DELETE "/auth/sessions/$SESSION" "$TABLET"
call GET /mobile/leads "$PHONE"
wait_for 'closed 4003' phone
step "Done"
