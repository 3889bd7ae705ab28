//! What a test started and must end: if the test itself is told to stop, its processes go first.

use std::{
    fmt,
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
};
use tokio::{
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
};

/// The ids of the processes a test started.
#[derive(Clone, Debug, Default)]
pub struct Processes(Arc<Mutex<Vec<KnownProcess>>>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KnownProcess {
    Process(u32),
    Group(u32),
}

impl fmt::Display for KnownProcess {
    /// As `kill` takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Process(pid) => write!(f, "{pid}"),
            Self::Group(leader) => write!(f, "-{leader}"),
        }
    }
}

impl Processes {
    /// Remembers one.
    pub fn add(&self, pid: Option<u32>) {
        self.0.lock().unwrap().extend(pid.map(KnownProcess::Process));
    }

    /// Remembers one that leads a group, with all of the group.
    pub fn add_group(&self, leader: u32) {
        self.0.lock().unwrap().push(KnownProcess::Group(leader));
    }

    /// Forgets one that has ended: its id may be another's now.
    pub fn remove(&self, pid: Option<u32>) {
        self.0.lock().unwrap().retain(|known| Some(*known) != pid.map(KnownProcess::Process));
    }

    /// Forgets a group that has ended.
    pub fn remove_group(&self, leader: u32) {
        self.0.lock().unwrap().retain(|known| *known != KnownProcess::Group(leader));
    }

    /// Ends all of them and removes their folder when this process is asked to end (nextest's way with a
    /// test that hangs).
    pub fn end_on_sigterm(&self, folder: PathBuf) -> JoinHandle<()> {
        let processes = self.clone();
        let mut asked = signal(SignalKind::terminate()).unwrap();
        tokio::spawn(async move {
            asked.recv().await;
            for known in processes.0.lock().unwrap().iter() {
                let _ = Command::new("kill").args(["-KILL", "--", &known.to_string()]).status();
            }
            let _ = std::fs::remove_dir_all(folder);
            std::process::exit(1);
        })
    }
}
