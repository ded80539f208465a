// Listens at /mobile/ws and prints every event with the milliseconds since it began. node --experimental-websocket scripts/listen.mjs URL
const socket = new WebSocket(process.argv[2]);
const began = Date.now();
const say = (what) => console.log(`[${process.argv[3] ?? 'device'} +${Date.now() - began} ms] ${what}`);
socket.onmessage = (event) => say(event.data);
socket.onclose = (event) => say(`closed ${event.code} ${event.reason}`);
