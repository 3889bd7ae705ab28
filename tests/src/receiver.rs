//! A receiver of webhooks on this machine: it keeps what it gets and answers what the test says.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use duban_activities::webhook::{Signed, SigningSecret};
use serde_json::Value;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// What it answers: a status and a body.
pub type Answer = (u16, &'static str);

type Answering = dyn Fn(&Got) -> Answer + Send + Sync;

/// A request that arrived.
#[derive(Clone, Debug)]
pub struct Got {
    /// `webhook-id`, where there is one.
    pub id: String,
    /// The address it came to, from its path on.
    pub uri: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
    /// How many arrived before it.
    pub place: usize,
}

impl Got {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The event's type.
    pub fn name(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    /// Panics unless a secret of these has signed it, just now.
    pub fn verify(&self, secret: &SigningSecret) {
        let text = |name: &str| self.headers[name].to_str().unwrap();
        let (timestamp, signature) = (text("webhook-timestamp"), text("webhook-signature"));
        let signed = Signed { id: &self.id, timestamp, signature, body: &self.body };
        signed.verify(std::slice::from_ref(secret), chrono::Utc::now().timestamp()).unwrap();
    }
}

/// A receiver. It is down until it is started.
#[derive(Clone)]
pub struct Receiver {
    got: Arc<Mutex<Vec<Got>>>,
    answer: Arc<Answering>,
}

impl Default for Receiver {
    fn default() -> Self {
        Self::answering(|_| (200, "ok"))
    }
}

impl Receiver {
    /// One that answers so.
    pub fn answering(answer: impl Fn(&Got) -> Answer + Send + Sync + 'static) -> Self {
        Self { got: Arc::default(), answer: Arc::new(answer) }
    }

    /// Serves on this port for the rest of the test.
    pub async fn start(&self, port: u16) {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let app = Router::new().fallback(receive).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    }

    /// What arrived so far, in order.
    pub fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    /// The ids of what arrived, each once, in the order they first came.
    pub fn ids(&self) -> Vec<String> {
        let mut seen = std::collections::BTreeSet::new();
        self.got().into_iter().map(|got| got.id).filter(|id| seen.insert(id.clone())).collect()
    }
}

async fn receive(
    State(receiver): State<Receiver>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let id = headers.get("webhook-id").map(|id| id.to_str().unwrap().to_owned()).unwrap_or_default();
    let mut all = receiver.got.lock().unwrap();
    let got = Got { id, uri: uri.to_string(), headers, body: body.to_vec(), place: all.len() };
    let (status, text) = (receiver.answer)(&got);
    all.push(got);
    (StatusCode::from_u16(status).unwrap(), text)
}
