// An OpenID Connect provider for tests: node provider.mjs REDIRECT_URI CLIENT_SECRET
// It listens on a free port of this machine and prints its address. Whoever signs in is whom they say.
import { createServer } from "node:http";
import { createRequire } from "node:module";

// Nothing but the address goes to stdout: whoever started this reads one line and hangs up.
console.info = console.error;

const require = createRequire(`${process.env.OIDC_MODULES}/`);
const { Provider } = await import(require.resolve("oidc-provider"));
const [redirectUri, clientSecret] = process.argv.slice(2);

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "duban",
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        response_types: ["code"],
        subject_type: "pairwise",
      },
    ],
    claims: { openid: ["sub"], profile: ["preferred_username", "name"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["for tests only"] },
    features: { devInteractions: { enabled: true } },
    // Whoever signs in writes ID@ACCOUNT. The id is not the account: who is renamed stays who they were.
    findAccount: (_, written) => ({
      accountId: written,
      claims: () => ({ sub: written, preferred_username: written.split("@")[1] }),
    }),
    subjectTypes: ["pairwise"],
    pairwiseIdentifier: (_, written) => written.split("@")[0],
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
