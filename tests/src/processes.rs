//! What a test started and must end: if the test itself is told to stop, its processes go first.

use std::{
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
pub struct Processes(Arc<Mutex<Vec<u32>>>);

impl Processes {
    /// Remembers one.
    pub fn add(&self, pid: Option<u32>) {
        self.0.lock().unwrap().extend(pid);
    }

    /// Forgets one that has ended: its id may be another's now.
    pub fn remove(&self, pid: Option<u32>) {
        self.0.lock().unwrap().retain(|known| Some(*known) != pid);
    }

    /// Ends all of them and removes their folder when this process is asked to end (nextest's way with a
    /// test that hangs).
    pub fn end_on_sigterm(&self, folder: PathBuf) -> JoinHandle<()> {
        let processes = self.clone();
        let mut asked = signal(SignalKind::terminate()).unwrap();
        tokio::spawn(async move {
            asked.recv().await;
            for pid in processes.0.lock().unwrap().iter() {
                let _ = Command::new("kill").args(["-KILL", &pid.to_string()]).status();
            }
            let _ = std::fs::remove_dir_all(folder);
            std::process::exit(1);
        })
    }
}
