//! Histories: fetched run by run, and what stands in them.

use crate::{Sandbox, until};
use futures::TryStreamExt as _;
use serde_json::Value;
use temporalio_client::{
    UntypedWorkflow, WorkflowExecutionInfo, WorkflowFetchHistoryOptions, WorkflowHandle, WorkflowListOptions,
};

/// A history as JSON, as the replayer reads it.
#[derive(Clone, Debug)]
pub struct History(pub Value);

impl Sandbox {
    /// The ids of a workflow's runs, earliest first, once there are at least `count`. The engine lists
    /// a run a moment after it began.
    pub async fn runs_of(&self, workflow: &str, count: usize) -> Vec<String> {
        until(&format!("{count} runs of {workflow}"), async || {
            let query = format!("WorkflowId = '{workflow}'");
            let listed = self.client.sdk().list_workflows(query, WorkflowListOptions::default());
            let mut listed: Vec<_> = listed.try_collect().await.ok()?;
            listed.sort_by_key(|run| run.start_time());
            let runs: Vec<_> = listed.iter().map(|run| run.run_id().to_owned()).collect();
            (runs.len() >= count).then_some(runs)
        })
        .await
    }

    /// The history of one run, or of the latest.
    pub async fn history(&self, workflow: &str, run: Option<&str>) -> History {
        let info = WorkflowExecutionInfo::builder()
            .namespace("default")
            .workflow_id(workflow)
            .maybe_run_id(run.map(str::to_owned))
            .build();
        let handle = WorkflowHandle::<_, UntypedWorkflow>::new(self.client.sdk().clone(), info);
        let json = handle.fetch_history(WorkflowFetchHistoryOptions::default()).to_json().await.unwrap();
        History(serde_json::from_slice(&json).unwrap())
    }
}

impl History {
    /// Its events.
    pub fn events(&self) -> &[Value] {
        self.0["events"].as_array().unwrap()
    }

    /// How many events are of a kind, such as `TimerStarted`.
    pub fn count(&self, kind: &str) -> usize {
        let attributes = format!("{kind}EventAttributes");
        self.events().iter().filter(|event| event["attributes"].get(&attributes).is_some()).count()
    }

    /// The workflow's type.
    pub fn workflow_type(&self) -> &str {
        let started = &self.events()[0]["attributes"]["WorkflowExecutionStartedEventAttributes"];
        started["workflow_type"]["name"].as_str().unwrap()
    }

    /// The same without what tells of the machine it was made on.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        blank(&mut self.0);
        self
    }

    /// As the replayer reads it.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).unwrap()
    }
}

fn blank(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(text) if key == "identity" => *text = "test".to_owned(),
                    value => blank(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(blank),
        _ => {}
    }
}
