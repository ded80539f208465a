// usage: node jwt.mjs sign|verify < JSON: the other side of our JWTs, written by somebody else.
import { readFileSync } from 'node:fs';
import { jwtVerify, SignJWT } from 'jose';

const [, , action] = process.argv;
const input = JSON.parse(readFileSync(0, 'utf8'));
const secret = new TextEncoder().encode(input.secret);

if (action === 'sign') {
  const token = await new SignJWT(input.claims).setProtectedHeader(input.header).sign(secret);
  process.stdout.write(JSON.stringify({ token }));
} else {
  const { payload, protectedHeader } = await jwtVerify(input.token, secret, {
    algorithms: ['HS256'],
    currentDate: new Date(input.now),
  });
  process.stdout.write(JSON.stringify({ payload, header: protectedHeader }));
}
