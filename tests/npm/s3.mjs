// A server that speaks S3 and checks signatures, in a folder of its own: node s3.mjs FOLDER BUCKET; prints its port; ends with its input.
import S3rver from '@20minutes/s3rver';

const [directory, bucket] = process.argv.slice(2);
const server = new S3rver({ directory, port: 0, silent: true, configureBuckets: [{ name: bucket }] });
const { port } = await server.run();
console.log(port);
process.stdin.resume().on('end', () => process.exit(0));
