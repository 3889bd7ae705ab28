//! OpenID Connect: the authorization code flow with PKCE, a state and a nonce. What the provider says is
//! believed only after its signature, its audience, its age and the nonce have been checked.

use super::secret::fingerprint;
use anyhow::{Context, Result, anyhow, bail};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use duban_config::settings::OidcSettings;
use duban_store::Subject;
use openidconnect::{
    AccessTokenHash, AuthenticationFlow, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, Scope, TokenResponse as _,
    core::{
        CoreClient, CoreIdToken, CoreIdTokenClaims, CoreProviderMetadata, CoreResponseType, CoreTokenResponse,
    },
    url::Url,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::RwLock;

/// How long what the provider says of itself is taken for true.
const KNOWN_FOR: Duration = Duration::from_secs(3600);

/// How long the provider may take for an answer, and how much it may say.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);
const LONGEST_ANSWER: usize = 1 << 20;

/// The other provider.
pub struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    redirect: RedirectUrl,
    account_claim: String,
    label: String,
    http: reqwest::Client,
    known: RwLock<Option<(Instant, Arc<CoreProviderMetadata>)>>,
}

/// A way through the provider that was begun: kept with the session until somebody comes back.
#[derive(Serialize, Deserialize)]
pub struct Pending {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
    next: String,
}

impl Pending {
    /// Where somebody wanted to go.
    pub fn next(&self) -> &str {
        &self.next
    }
}

/// Who somebody is, by the provider's word.
pub struct Identity {
    /// Its own id for them, which never changes.
    pub subject: Subject,
    /// What it says their account here is.
    pub account: Option<String>,
}

impl Provider {
    /// The provider the settings name. Nobody is asked anything yet.
    ///
    /// # Errors
    /// An address in the settings is none.
    pub fn new(settings: &OidcSettings, public_url: &str) -> Result<Self> {
        // An error says that the process has a provider of cryptography already, which will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            // An answer that leads elsewhere could lead to any machine in reach.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(ANSWERS_WITHIN)
            .build()
            .context("a client for the other provider")?;
        let secret = settings.client_secret.expose();
        Ok(Self {
            issuer: IssuerUrl::new(settings.issuer.clone()).context("console.oidc.issuer")?,
            client_id: ClientId::new(settings.client_id.clone()),
            client_secret: (!secret.is_empty()).then(|| ClientSecret::new(secret.to_owned())),
            redirect: RedirectUrl::new(format!("{public_url}/sign-in/oidc/back"))
                .context("console.public_url")?,
            account_claim: settings.account_claim.clone(),
            label: settings.label.clone(),
            http,
            known: RwLock::default(),
        })
    }

    /// What its button says.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Where to send somebody, and what to remember until they come back.
    ///
    /// # Errors
    /// The provider does not answer.
    pub async fn begin(&self, next: &str) -> Result<(Url, Pending)> {
        let client = self.client(&*self.metadata().await?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = AuthenticationFlow::<CoreResponseType>::AuthorizationCode;
        let request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
        let request = request.set_pkce_challenge(challenge).add_scope(Scope::new("profile".to_owned()));
        let request = match self.account_claim.as_str() {
            "email" => request.add_scope(Scope::new("email".to_owned())),
            _ => request,
        };
        let (address, state, nonce) = request.url();
        Ok((address, Pending { state, nonce, verifier, next: next.to_owned() }))
    }

    /// Who came back.
    ///
    /// # Errors
    /// It is not the way that was begun, or the provider's word does not hold.
    pub async fn finish(&self, pending: Pending, state: &str, code: String) -> Result<Identity> {
        // Compared as hashes, which tell nothing by the time they take.
        if fingerprint(state.as_bytes()) != fingerprint(pending.state.secret().as_bytes()) {
            bail!("the state is not the one that was sent");
        }
        let client = self.client(&*self.metadata().await?);
        let http = |request| fetch(self.http.clone(), request);
        let request = client.exchange_code(AuthorizationCode::new(code))?.set_pkce_verifier(pending.verifier);
        let answer: CoreTokenResponse =
            request.request_async(&http).await.map_err(|error| anyhow!("the code is not taken: {error}"))?;
        let token = answer.id_token().context("the answer has no ID token")?;
        let claims = self.verified(token, &pending.nonce).await?;
        let subject =
            Subject { issuer: claims.issuer().to_string(), subject: claims.subject().as_str().to_owned() };
        if let Some(expected) = claims.access_token_hash() {
            let verifier = client.id_token_verifier();
            let (algorithm, key) = (token.signing_alg()?, token.signing_key(&verifier)?);
            if AccessTokenHash::from_token(answer.access_token(), algorithm, key)? != *expected {
                bail!("the access token is another's");
            }
        }
        let account = match self.account(&payload(token)?)? {
            Some(account) => Some(account),
            None => self.asked(&client, &answer, &claims).await?,
        };
        Ok(Identity { subject, account })
    }

    /// The claims of a token that holds. Where a key is unknown, the provider may have taken a new one into
    /// use, and is asked once more.
    async fn verified(&self, token: &CoreIdToken, nonce: &Nonce) -> Result<CoreIdTokenClaims> {
        let client = self.client(&*self.metadata().await?);
        if let Ok(claims) = token.claims(&client.id_token_verifier(), nonce) {
            return Ok(claims.clone());
        }
        *self.known.write().await = None;
        let client = self.client(&*self.metadata().await?);
        let claims = token.claims(&client.id_token_verifier(), nonce);
        claims.cloned().map_err(|error| anyhow!("the ID token does not hold: {error}"))
    }

    /// The account among the claims that the provider hands out on being asked.
    async fn asked(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Option<String>> {
        let subject = Some(claims.subject().clone());
        let Ok(request) = client.user_info(answer.access_token().clone(), subject) else { return Ok(None) };
        let http = |request| fetch(self.http.clone(), request);
        let told: openidconnect::UserInfoClaims<Extra, openidconnect::core::CoreGenderClaim> = request
            .request_async(&http)
            .await
            .map_err(|error| anyhow!("no claims on being asked: {error}"))?;
        match serde_json::to_value(&told)? {
            Value::Object(claims) => self.account(&claims),
            _ => Ok(None),
        }
    }

    fn account(&self, claims: &Map<String, Value>) -> Result<Option<String>> {
        let Some(account) = claims.get(&self.account_claim).and_then(Value::as_str) else { return Ok(None) };
        // An address that nobody proved to be theirs could be anybody's.
        if self.account_claim == "email" && claims.get("email_verified") != Some(&Value::Bool(true)) {
            bail!("the provider has not verified this address");
        }
        Ok(Some(account.to_owned()))
    }

    async fn metadata(&self) -> Result<Arc<CoreProviderMetadata>> {
        if let Some((since, metadata)) = &*self.known.read().await
            && since.elapsed() < KNOWN_FOR
        {
            return Ok(metadata.clone());
        }
        let http = |request| fetch(self.http.clone(), request);
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &http).await;
        let metadata =
            Arc::new(found.map_err(|error| anyhow!("{} says nothing of itself: {error}", *self.issuer))?);
        *self.known.write().await = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Client {
        CoreClient::from_provider_metadata(
            metadata.clone(),
            self.client_id.clone(),
            self.client_secret.clone(),
        )
        .set_redirect_uri(self.redirect.clone())
    }
}

type Client = CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
>;

/// Claims that no standard names.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Extra {
    #[serde(flatten)]
    claims: Map<String, Value>,
}

impl openidconnect::AdditionalClaims for Extra {}

/// All that a token says, which the library would cut down to the claims it knows. Only for one that holds.
fn payload(token: &CoreIdToken) -> Result<Map<String, Value>> {
    let text = token.to_string();
    let middle = text.split('.').nth(1).context("an ID token has three parts")?;
    let payload: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(middle)?)?;
    match payload {
        Value::Object(claims) => Ok(claims),
        _ => bail!("the ID token's claims are no object"),
    }
}

/// A request of the library's, sent with our client.
async fn fetch(http: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, FetchFailure> {
    let mut answer = http.execute(request.try_into()?).await?;
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > LONGEST_ANSWER {
            return Err(FetchFailure::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = HttpResponse::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    Ok(response)
}

/// The provider did not answer as it should.
#[derive(Debug, thiserror::Error)]
enum FetchFailure {
    #[error("{0}")]
    Request(#[from] reqwest::Error),
    #[error("its answer is too long")]
    TooLong,
}
