//! The engine as this program speaks to it: the few verbs that it needs, typed by our workflows. No other file
//! names the SDK's client (`tests/it/structure.rs`).
//!
//! **Trying again.** What is said may be said again: a start is known by its id, an update by the one it is given
//! (without one it is another each time), a wake-up wakes who is awake. The connection tries a call again for some seconds by itself; beyond that it is for
//! whoever called, and only [`EngineError::NoAnswer`] and [`EngineError::Unavailable`] are worth it.

use duban_domain::{CampaignId, listing::ListingCommand};
use duban_workflows::{
    ListingWorkflow, MachineWorkflow,
    machine_workflow::AnswerOf,
    messages::{Answer, Received, Refused},
};
use futures::TryStreamExt;
use std::{error::Error, fmt, future::Future, time::Duration};
use temporalio_client::{
    Client, ClientOptions, Connection, ConnectionOptions, TlsOptions, UntypedWorkflow, Url,
    WorkflowCancelOptions, WorkflowCountOptions, WorkflowDescribeOptions, WorkflowExecuteUpdateOptions,
    WorkflowFetchHistoryOptions, WorkflowHandle, WorkflowHistoryError, WorkflowIdConflictPolicy,
    WorkflowIdReusePolicy, WorkflowListOptions, WorkflowQueryOptions, WorkflowSignalOptions,
    WorkflowStartOptions,
    errors::{WorkflowInteractionError, WorkflowQueryError, WorkflowStartError, WorkflowUpdateError},
};
use temporalio_common::{
    HasWorkflowDefinition, MemoValues, QueryDefinition, SignalDefinition, UpdateDefinition,
    search_attributes::SearchAttributes,
};

pub use temporalio_client::{
    WorkflowExecutionDescription as Execution, WorkflowExecutionStatus as ExecutionStatus,
};

/// Whoever asks for people is answered within this time, or told that nobody answers.
pub const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

/// How long a connection waits for a server that is starting.
const CONNECTS_WITHIN: Duration = Duration::from_secs(30);

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no workflow of this id, or it has ended and nothing can be said to it.
    #[error("there is no workflow {0}, or it has ended")]
    NotFound(String),
    /// No worker answered in time; what was said may have been taken.
    #[error("no worker answered in time")]
    NoAnswer,
    /// The engine could not do its part.
    #[error("{doing}")]
    Unavailable {
        /// What it was asked to do.
        doing: String,
        /// Why not.
        source: Box<dyn Error + Send + Sync>,
    },
}

fn unavailable(doing: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> EngineError {
    EngineError::Unavailable { doing: doing.into(), source: source.into() }
}

/// Where an engine is, and what it takes to be let in.
#[derive(Clone, Copy)]
pub struct EngineAddress<'a> {
    /// `host:port`, or a URL.
    pub address: &'a str,
    /// The namespace.
    pub namespace: &'a str,
    /// Whether to speak TLS.
    pub tls: bool,
    /// The key of a hosted one; empty: none.
    pub api_key: &'a str,
}

impl<'a> EngineAddress<'a> {
    /// One on this machine.
    pub fn local(address: &'a str) -> Self {
        Self { address, namespace: "default", tls: false, api_key: "" }
    }
}

/// What a workflow is started with beside its input.
#[derive(Clone, Debug)]
pub struct Start {
    /// Its id.
    pub id: String,
    /// Where its workers listen.
    pub task_queue: String,
    /// After how long the engine gives a step to another worker; `None`: its own default.
    pub task_timeout: Option<Duration>,
    /// What an operator finds it by.
    pub search_attributes: Option<SearchAttributes>,
    /// What is kept with it.
    pub memo: Option<MemoValues>,
}

impl Start {
    /// A start with nothing but an id.
    pub fn new(id: impl Into<String>, task_queue: impl Into<String>) -> Self {
        let (id, task_queue) = (id.into(), task_queue.into());
        Self { id, task_queue, task_timeout: None, search_attributes: None, memo: None }
    }

    fn options(self) -> WorkflowStartOptions {
        let mut options = WorkflowStartOptions::new(self.task_queue, self.id).build();
        options.task_timeout = self.task_timeout;
        options.search_attributes = self.search_attributes;
        options.memo = self.memo;
        options
    }
}

/// A client of the engine. A clone is the same client.
#[derive(Clone)]
pub struct EngineClient(Client);

impl fmt::Debug for EngineClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EngineClient")
    }
}

impl From<Client> for EngineClient {
    fn from(client: Client) -> Self {
        Self(client)
    }
}

impl EngineClient {
    /// Reaches an engine.
    ///
    /// # Errors
    /// The address is none, or nobody answers there.
    pub async fn connect(to: EngineAddress<'_>) -> Result<Self, EngineError> {
        let EngineAddress { address, namespace, tls, api_key } = to;
        let doing = format!("connecting to the engine at {address}");
        let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
        let Ok(url) = url.parse::<Url>() else {
            return Err(unavailable(doing, format!("{address} is no address")));
        };
        let options = ConnectionOptions::new(url).identity("duban".to_owned());
        let mut options = options.connect_timeout(CONNECTS_WITHIN).build();
        options.tls_options = tls.then(TlsOptions::default);
        options.api_key = Some(api_key.to_owned()).filter(|key| !key.is_empty());
        let connection = Connection::connect(options).await.map_err(|error| unavailable(&doing, error))?;
        let client = Client::new(connection, ClientOptions::new(namespace).build());
        Ok(Self(client.map_err(|error| unavailable(doing, error))?))
    }

    /// The SDK's client: for a worker, and for tests of what the engine keeps.
    pub fn sdk(&self) -> &Client {
        &self.0
    }

    /// Starts a workflow. Its id is used once, also where one has ended: `false` if it was used before.
    pub async fn start<W>(&self, workflow: W, input: W::Input, start: Start) -> Result<bool, EngineError>
    where
        W: HasWorkflowDefinition,
        W::Input: Send,
    {
        let doing = format!("starting {}", start.id);
        let mut options = start.options();
        options.id_reuse_policy = WorkflowIdReusePolicy::RejectDuplicate;
        options.id_conflict_policy = WorkflowIdConflictPolicy::Fail;
        match self.0.start_workflow(workflow, input, options).await {
            Ok(_) => Ok(true),
            Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(false),
            Err(error) => Err(unavailable(doing, error)),
        }
    }

    /// Sends a workflow a signal, and starts it if it is not there.
    pub async fn wake_up<W, S>(
        &self,
        (workflow, input): (W, W::Input),
        (signal, told): (S, S::Input),
        start: Start,
    ) -> Result<(), EngineError>
    where
        W: HasWorkflowDefinition,
        W::Input: Send,
        S: SignalDefinition<Workflow = W::Run>,
        S::Input: Send,
    {
        let doing = format!("waking {}", start.id);
        let woken = self.0.signal_with_start_workflow(workflow, input, signal, told, start.options()).await;
        woken.map(drop).map_err(|error| unavailable(doing, error))
    }

    /// Tells a machine something, and waits for as long as it takes: whoever waits for people bounds it by
    /// [`in_time`]. Whatever it is told, it answers: what its validator refused is an answer too. The same `update_id`
    /// is the same thing.
    ///
    /// # Errors
    /// It does not run.
    pub async fn update<W, U>(
        &self,
        id: &str,
        update: U,
        input: U::Input,
        update_id: Option<String>,
    ) -> Result<AnswerOf<W>, EngineError>
    where
        W: MachineWorkflow,
        U: UpdateDefinition<Workflow = W::Run, Output = AnswerOf<W>>,
        U::Input: Send,
    {
        let mut options = WorkflowExecuteUpdateOptions::default();
        options.update_id = update_id;
        let handle = self.handle::<W>(id);
        match handle.execute_update(update, input, options).await {
            Ok(answer) => Ok(answer),
            Err(WorkflowUpdateError::Failed(failure)) => Ok(Answer::Refused(Refused::read(&failure.message))),
            Err(WorkflowUpdateError::NotFound(_)) => Err(EngineError::NotFound(id.to_owned())),
            Err(error) => Err(unavailable(format!("telling {id}"), error)),
        }
    }

    /// Asks a machine something. Nothing changes by it.
    ///
    /// # Errors
    /// It is not known; no worker answers.
    pub async fn query<W, Q>(&self, id: &str, query: Q, input: Q::Input) -> Result<Q::Output, EngineError>
    where
        W: MachineWorkflow,
        Q: QueryDefinition<Workflow = W::Run>,
        Q::Input: Send,
    {
        let handle = self.handle::<W>(id);
        let doing = || format!("asking {id}; a worker must be running");
        let answer = handle.query(query, input, WorkflowQueryOptions::default());
        match tokio::time::timeout(ANSWERED_WITHIN, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(WorkflowQueryError::NotFound(_))) => Err(EngineError::NotFound(id.to_owned())),
            Ok(Err(error)) => Err(unavailable(doing(), error)),
            Err(elapsed) => Err(unavailable(doing(), elapsed)),
        }
    }

    /// Tells a listing that what opened it does not stand.
    ///
    /// # Errors
    /// It does not run.
    pub async fn revoke(&self, id: &str, received: Received<ListingCommand>) -> Result<(), EngineError> {
        let handle = self.handle::<ListingWorkflow>(id);
        let told = handle.signal(ListingWorkflow::revoke, received, WorkflowSignalOptions::default());
        told.await.map_err(|error| interaction(error, "telling", id))
    }

    /// Asks a workflow to stop.
    ///
    /// # Errors
    /// It does not run.
    pub async fn cancel(&self, id: &str, reason: String) -> Result<(), EngineError> {
        let options = WorkflowCancelOptions::builder().reason(reason).build();
        let cancelled = self.handle::<UntypedWorkflow>(id).cancel(options).await;
        cancelled.map_err(|error| interaction(error, "cancelling", id))
    }

    /// A workflow's latest run; `None`: the engine knows none.
    pub async fn describe(&self, id: &str) -> Result<Option<Execution>, EngineError> {
        match self.handle::<UntypedWorkflow>(id).describe(WorkflowDescribeOptions::default()).await {
            Ok(described) => Ok(Some(described)),
            Err(WorkflowInteractionError::NotFound(_)) => Ok(None),
            Err(error) => Err(interaction(error, "asking after", id)),
        }
    }

    /// The ids of a campaign's workflows of one type that a condition holds for, each once however many runs it
    /// had.
    pub async fn ids_of<W: MachineWorkflow>(
        &self,
        campaign: &CampaignId,
        and: &str,
    ) -> Result<Vec<String>, EngineError> {
        let query = of_campaign::<W>(campaign, and);
        let found = self.0.list_workflows(query, WorkflowListOptions::default());
        let ids: Result<Vec<_>, _> = found.map_ok(|workflow| workflow.id().to_owned()).try_collect().await;
        let mut ids = ids.map_err(|error| unavailable("listing workflows", error))?;
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    /// How many workflows of one type a campaign has.
    pub async fn count_of<W: MachineWorkflow>(&self, campaign: &CampaignId) -> Result<usize, EngineError> {
        self.count(of_campaign::<W>(campaign, "")).await
    }

    /// How many workflows a query finds.
    pub async fn count(&self, query: String) -> Result<usize, EngineError> {
        let counted = self.0.count_workflows(query, WorkflowCountOptions::default()).await;
        let counted = counted.map_err(|error| unavailable("counting workflows", error))?;
        Ok(counted.count())
    }

    /// A workflow's whole history as JSON.
    ///
    /// # Errors
    /// There is no such workflow.
    pub async fn history(&self, id: &str) -> Result<Vec<u8>, EngineError> {
        let history =
            self.handle::<UntypedWorkflow>(id).fetch_history(WorkflowFetchHistoryOptions::default());
        let json = history.to_json().await;
        json.map_err(|error| match error {
            WorkflowHistoryError::Fetch(error) => interaction(error, "reading the history of", id),
            error => unavailable(format!("reading the history of {id}"), error),
        })
    }

    fn handle<W: HasWorkflowDefinition>(&self, id: &str) -> WorkflowHandle<Client, W> {
        self.0.get_workflow_handle(id)
    }
}

/// Waits for an answer that people wait for, but not for a worker that is not there.
pub async fn in_time<T, E: From<EngineError>>(answer: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    let in_time = tokio::time::timeout(ANSWERED_WITHIN, answer).await;
    in_time.unwrap_or_else(|_| Err(EngineError::NoAnswer.into()))
}

fn interaction(error: WorkflowInteractionError, doing: &str, id: &str) -> EngineError {
    match error {
        WorkflowInteractionError::NotFound(_) => EngineError::NotFound(id.to_owned()),
        error => unavailable(format!("{doing} {id}"), error),
    }
}

fn of_campaign<W: MachineWorkflow>(campaign: &CampaignId, and: &str) -> String {
    format!("WorkflowType = '{}' AND DubanCampaign = '{campaign}'{and}", W::TYPE)
}
