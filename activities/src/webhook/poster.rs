//! One request to a receiver, within bounds: where it goes, how long it takes, how much of the answer is
//! read. Redirects are not followed and proxies not asked, for both would lead elsewhere.

use super::{
    Bounds,
    resolver::Guarded,
    signature::{self, SigningSecret, dingtalk_sign},
    target,
};
use chrono::Utc;
use duban_domain::{
    WallTime,
    webhook::{
        WebhookFormat,
        event::{OutboundLine, WebhookEvent},
        messenger::{self, RobotAnswer},
    },
};
use duban_store::{Attempt, Webhook};
use reqwest::{Client, Response, StatusCode, Url, header, redirect::Policy};
use std::time::{Duration, Instant};

/// How much of an answer is read. A robot's is a hundred bytes.
const LONGEST_ANSWER: usize = 4096;
/// The longest wait that a receiver may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Something to be posted in one request.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// The id of its first event.
    pub id: String,
    /// Its type.
    pub name: String,
    /// How many events it holds.
    pub events: u32,
    /// What is posted.
    body: Vec<u8>,
}

impl Parcel {
    /// An event for a program.
    ///
    /// # Errors
    /// It cannot be written as JSON, which no event is.
    pub fn event(event: &WebhookEvent) -> Result<Self, serde_json::Error> {
        let body = serde_json::to_vec(event)?;
        Ok(Self { id: event.id.clone(), name: event.name.clone(), events: 1, body })
    }

    /// The first of these events as one message to a group, and how many they are.
    ///
    /// # Errors
    /// It cannot be written as JSON, which no message is.
    pub fn message(
        format: WebhookFormat,
        lines: &[OutboundLine],
    ) -> Result<Option<(Self, usize)>, serde_json::Error> {
        let Some(first) = lines.first() else { return Ok(None) };
        let (message, taken) = messenger::message(format, lines);
        let events = u32::try_from(taken).unwrap_or(u32::MAX);
        let body = serde_json::to_vec(&message)?;
        Ok(Some((Self { id: first.id(), name: first.told.name(), events, body }, taken)))
    }

    /// What only shows that a receiver is reached.
    ///
    /// # Errors
    /// It cannot be written as JSON, which no test is.
    pub fn test(format: WebhookFormat, id: &str, at: WallTime) -> Result<Self, serde_json::Error> {
        let event = Self::event(&WebhookEvent::test(id, at))?;
        match format {
            WebhookFormat::Standard => Ok(event),
            robot => Ok(Self { body: serde_json::to_vec(&messenger::test(robot))?, ..event }),
        }
    }
}

/// What became of a request.
#[derive(Clone, Debug)]
pub struct Posted {
    /// For the log of tries.
    pub attempt: Attempt,
    /// What it comes to.
    pub verdict: Verdict,
}

/// What a request comes to.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The receiver has it.
    Taken,
    /// The receiver wants nothing more (410).
    Gone,
    /// It has not, and is to be tried again, perhaps not before it said.
    Refused {
        /// How long it asked to wait.
        wait: Option<Duration>,
    },
}

/// No request can be made.
#[derive(Debug, thiserror::Error)]
#[error("the client of HTTP could not be set up")]
pub struct NoClient(#[from] reqwest::Error);

/// Makes requests to receivers.
#[derive(Clone, Debug)]
pub struct Poster {
    client: Client,
    bounds: Bounds,
}

impl Poster {
    /// Makes requests within these bounds.
    ///
    /// # Errors
    /// TLS could not be set up.
    pub fn new(bounds: Bounds) -> Result<Self, NoClient> {
        use_ring();
        let client = Client::builder()
            .user_agent(concat!("duban/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .no_proxy()
            .referer(false)
            .dns_resolver(Guarded(bounds))
            .connect_timeout(bounds.timeout)
            .timeout(bounds.timeout)
            .build()?;
        Ok(Self { client, bounds })
    }

    /// What requests may do.
    pub fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Posts a parcel, once.
    pub async fn post(&self, webhook: &Webhook, parcel: &Parcel) -> Posted {
        let (at, started) = (WallTime::new(Utc::now()), Instant::now());
        let (status, told, verdict) = match self.request(webhook, parcel, at).await {
            Ok((status, told, verdict)) => (Some(status.as_u16()), told, verdict),
            Err(error) => (None, whole(&error), Verdict::Refused { wait: None }),
        };
        let attempt = Attempt {
            at,
            event: parcel.id.clone(),
            name: parcel.name.clone(),
            events: parcel.events,
            status,
            told: on_one_line(&told),
            took: started.elapsed(),
        };
        Posted { attempt, verdict }
    }

    async fn request(
        &self,
        webhook: &Webhook,
        parcel: &Parcel,
        now: WallTime,
    ) -> Result<(StatusCode, String, Verdict), PostError> {
        let url = target(webhook.url.expose(), &self.bounds)?;
        let request = match webhook.format {
            WebhookFormat::Standard => {
                let timestamp = now.utc().timestamp();
                let secrets: Vec<_> = webhook.secrets.iter().flat_map(|secrets| secrets.at(now)).collect();
                let secrets: Result<Vec<_>, _> =
                    secrets.into_iter().map(|secret| SigningSecret::parse(secret.expose())).collect();
                let signature = signature::header(&secrets?, &parcel.id, timestamp, &parcel.body);
                self.client
                    .post(url)
                    .header("webhook-id", &parcel.id)
                    .header("webhook-timestamp", timestamp)
                    .header("webhook-signature", signature)
            }
            WebhookFormat::DingTalk => self.client.post(signed_for_dingtalk(url, webhook, now)),
            WebhookFormat::WeCom => self.client.post(url),
        };
        let request = request.header(header::CONTENT_TYPE, "application/json; charset=utf-8");
        let response = request.body(parcel.body.clone()).send().await.map_err(reqwest::Error::without_url)?;
        let (status, wait) = (response.status(), wait(&response));
        let answer = beginning(response).await.map_err(reqwest::Error::without_url);
        let verdict = match status {
            StatusCode::GONE => Verdict::Gone,
            _ if !status.is_success() => Verdict::Refused { wait },
            _ if webhook.format.is_messenger() => robot_verdict(answer.as_deref().unwrap_or_default()),
            _ => Verdict::Taken,
        };
        // A program's 2xx counts even if the rest of its answer never came.
        let told = answer.map_or_else(|error| whole(&error), |bytes| String::from_utf8_lossy(&bytes).into());
        Ok((status, told, verdict))
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum PostError {
    #[error(transparent)]
    Target(#[from] target::BadTarget),
    #[error(transparent)]
    Secret(#[from] signature::NoSecret),
    #[error(transparent)]
    Http(#[from] reqwest::Error),
}

/// 钉钉 wants its signature in the address.
fn signed_for_dingtalk(mut url: Url, webhook: &Webhook, now: WallTime) -> Url {
    if let Some(secrets) = &webhook.secrets {
        let timestamp = now.utc().timestamp_millis();
        let sign = dingtalk_sign(secrets.current.expose(), timestamp);
        url.query_pairs_mut().append_pair("timestamp", &timestamp.to_string()).append_pair("sign", &sign);
    }
    url
}

/// A robot answers 200 to everything and says in `errcode` whether it took it.
fn robot_verdict(answer: &[u8]) -> Verdict {
    match serde_json::from_slice::<RobotAnswer>(answer) {
        Ok(RobotAnswer { errcode: 0, .. }) => Verdict::Taken,
        _ => Verdict::Refused { wait: None },
    }
}

/// The wait that a receiver asks for, in seconds.
fn wait(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT)).filter(|wait| !wait.is_zero())
}

/// The beginning of an answer; whatever follows is not read.
async fn beginning(mut response: Response) -> Result<Vec<u8>, reqwest::Error> {
    let mut read = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        let room = LONGEST_ANSWER - read.len();
        read.extend_from_slice(&chunk[..room.min(chunk.len())]);
        if read.len() == LONGEST_ANSWER {
            break;
        }
    }
    Ok(read)
}

fn on_one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// An error with all its causes.
fn whole(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// The client's TLS is built without a provider of cryptography and takes the process's, which is ring
/// unless the program has chosen already.
fn use_ring() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // It fails only if another thread was faster.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
