/** All of REST behind one name, so that it is loaded with its first request: a server that is only scraped needs none of it. */
export { answerRoute } from './answer-route.ts';
export { matchRoute } from './routes.ts';
