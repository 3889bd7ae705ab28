//! Open pages: streams of a campaign's changes, each on a connection of its own, and how long until a
//! change has reached them.

use super::server::Server;
use anyhow::{Context, Result, ensure};
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    sync::mpsc,
};

/// A stream is open, and a change has come, within this time or never.
const PATIENCE: Duration = Duration::from_secs(30);

/// Pages that are open.
pub(super) struct OpenPages {
    count: usize,
    heard: mpsc::UnboundedReceiver<Instant>,
    tasks: tokio::task::JoinSet<Result<()>>,
}

impl OpenPages {
    /// Opens so many, and waits until all are.
    pub(super) async fn open(count: usize, server: &Server, path: &str) -> Result<Self> {
        let (tell, heard) = mpsc::unbounded_channel();
        let (mut streams, mut tasks) = (Vec::new(), tokio::task::JoinSet::new());
        // Of people who see all that changes.
        let cookie = server.cookies().first().context("nobody has signed in")?;
        for _ in 0..count {
            streams.push(tokio::time::timeout(PATIENCE, open(server.host(), path, cookie)).await??);
        }
        for stream in streams {
            tasks.spawn(listen(stream, tell.clone()));
        }
        Ok(Self { count, heard, tasks })
    }

    /// Waits until all have heard of a change made at `since`; how long each took.
    pub(super) async fn all_hear(&mut self, since: Instant) -> Result<Vec<Duration>> {
        let mut took = Vec::with_capacity(self.count);
        while took.len() < self.count {
            let heard = tokio::time::timeout(PATIENCE, self.heard.recv()).await;
            let heard = heard.with_context(|| format!("{} of {} pages heard", took.len(), self.count))?;
            took.push(heard.context("all streams have ended")?.saturating_duration_since(since));
        }
        took.sort();
        Ok(took)
    }

    /// Closes them.
    pub(super) async fn close(mut self) {
        self.tasks.shutdown().await;
    }
}

async fn open(host: &str, path: &str, cookie: &str) -> Result<BufReader<TcpStream>> {
    let mut stream = TcpStream::connect(host).await?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    ensure!(line.contains(" 200 "), "{path}: {line}");
    while line != "\r\n" {
        line.clear();
        ensure!(stream.read_line(&mut line).await? > 0, "{path}: no answer");
    }
    Ok(stream)
}

/// Tells of every event that carries data.
async fn listen(mut stream: BufReader<TcpStream>, tell: mpsc::UnboundedSender<Instant>) -> Result<()> {
    let (mut line, mut has_data) = (String::new(), false);
    loop {
        line.clear();
        ensure!(stream.read_line(&mut line).await? > 0, "a stream has ended");
        if line.starts_with("data:") {
            has_data = true;
        } else if line.trim().is_empty() && std::mem::take(&mut has_data) {
            tell.send(Instant::now())?;
        }
    }
}
