//! The line between a browser and a console, which a test cuts: no network, or one that loses the answers.

use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

/// How a line is.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
enum LineState {
    /// It carries both ways.
    Open,
    /// It carries nothing.
    Cut,
    /// It carries what is asked; an answer breaks it off.
    Deaf,
}

/// A line to an address. Dropping it ends it.
pub struct Line {
    /// Where people reach what is behind it: `http://127.0.0.1:PORT`.
    pub origin: String,
    state: watch::Sender<LineState>,
    carrying: JoinHandle<()>,
}

impl Line {
    /// A line to this address, open.
    pub async fn to(behind: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (state, states) = watch::channel(LineState::Open);
        let carrying = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, behind, states.clone()));
            }
        });
        Self { origin, state, carrying }
    }

    /// Carries nothing from now on; what is under way breaks off.
    pub fn cut(&self) {
        self.state.send_replace(LineState::Cut);
    }

    /// Carries what is asked, and no answer.
    pub fn deafen(&self) {
        self.state.send_replace(LineState::Deaf);
    }

    /// Carries everything again.
    pub fn mend(&self) {
        self.state.send_replace(LineState::Open);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.cut();
        self.carrying.abort();
    }
}

/// Carries one connection until an end of it closes or the line is cut.
async fn carry(near: TcpStream, behind: SocketAddr, mut states: watch::Receiver<LineState>) {
    let state = states.clone();
    let both_ways = async {
        if *state.borrow() == LineState::Cut {
            return;
        }
        let Ok(far) = TcpStream::connect(behind).await else { return };
        let ((mut from_near, mut to_near), (mut from_far, mut to_far)) =
            (near.into_split(), far.into_split());
        let asked = async {
            // Either end may go at any time.
            let _ended = copy(&mut from_near, &mut to_far).await;
        };
        let answered = async {
            let mut piece = vec![0; 16 << 10];
            while let Ok(length @ 1..) = from_far.read(&mut piece).await {
                if *state.borrow() != LineState::Open || to_near.write_all(&piece[..length]).await.is_err() {
                    return;
                }
            }
        };
        tokio::select! {
            () = asked => {}
            () = answered => {}
        }
    };
    // A line that is gone is cut.
    let is_cut = async { drop(states.wait_for(|state| *state == LineState::Cut).await) };
    tokio::select! {
        () = both_ways => {}
        () = is_cut => {}
    }
}
