//! The engine as this program speaks to it: the few verbs that it needs, typed by our workflows. No other file
//! names the SDK's client (`tests/it/structure.rs`).
//!
//! **Trying again.** Whatever is said may be said again: a start is known by its id, an update by its own, a
//! wake-up wakes who is awake. The connection tries a call again for some seconds by itself; beyond that it is for
//! whoever called, and only [`EngineError::NoAnswer`] and [`EngineError::Unavailable`] are worth it.

use duban_domain::{CampaignId, listing::ListingCommand, preview::Previewed};
use duban_workflows::{
    ListingWorkflow, MachineWorkflow,
    machine_workflow::{AnswerOf, CommandOf, DossierOf},
    messages::{Answer, AskPreview, Cue, Received, Refused},
};
use futures::TryStreamExt;
use std::{error::Error, fmt, future::Future, time::Duration};
use temporalio_client::{
    Client, ClientOptions, Connection, ConnectionOptions, TlsOptions, UntypedWorkflow, Url,
    WorkflowCancelOptions, WorkflowCountOptions, WorkflowDescribeOptions, WorkflowExecuteUpdateOptions,
    WorkflowExecutionDescription, WorkflowFetchHistoryOptions, WorkflowHandle, WorkflowIdConflictPolicy,
    WorkflowIdReusePolicy, WorkflowListOptions, WorkflowQueryOptions, WorkflowSignalOptions,
    WorkflowStartOptions,
    errors::{WorkflowInteractionError, WorkflowQueryError, WorkflowStartError, WorkflowUpdateError},
};
use temporalio_common::{
    HasWorkflowDefinition, MemoValues, QueryDefinition, SignalDefinition, UpdateDefinition,
    data_converters::TemporalDeserializable, search_attributes::SearchAttributes,
};

pub use temporalio_client::WorkflowExecutionStatus as ExecutionStatus;

/// A worker answers within this time, or there is none.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);

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

impl EngineError {
    fn unavailable(doing: impl Into<String>) -> impl FnOnce(Failure) -> Self {
        let doing = doing.into();
        move |source| Self::Unavailable { doing, source }
    }
}

type Failure = Box<dyn Error + Send + Sync>;

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

/// A workflow as the engine describes it.
pub struct Execution(WorkflowExecutionDescription);

impl Execution {
    /// The id of its latest run.
    pub fn run_id(&self) -> &str {
        self.0.run_id()
    }

    /// Where that run stands.
    pub fn status(&self) -> ExecutionStatus {
        self.0.status()
    }

    /// How many events its history has.
    pub fn events(&self) -> usize {
        self.0.history_length()
    }

    /// What is kept with it under a name.
    ///
    /// # Errors
    /// It is something else.
    pub fn memo<T: TemporalDeserializable + 'static>(&self, name: &str) -> Result<Option<T>, EngineError> {
        let kept = self.0.memo().get(name);
        kept.map_err(|error| {
            EngineError::unavailable(format!("reading what {} keeps", self.0.id()))(error.into())
        })
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
        let failed = || EngineError::unavailable(format!("connecting to the engine at {address}"));
        let url = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
        let url: Url = url.parse().map_err(|_| failed()(format!("{address} is no address").into()))?;
        let options = ConnectionOptions::new(url).identity("duban".to_owned());
        let mut options = options.connect_timeout(CONNECTS_WITHIN).build();
        options.tls_options = tls.then(TlsOptions::default);
        options.api_key = Some(api_key.to_owned()).filter(|key| !key.is_empty());
        let connection = Connection::connect(options).await.map_err(|error| failed()(error.into()))?;
        let client = Client::new(connection, ClientOptions::new(namespace).build());
        Ok(Self(client.map_err(|error| failed()(error.into()))?))
    }

    /// The SDK's client: for a worker, and for tests of what the engine keeps.
    pub fn sdk(&self) -> &Client {
        &self.0
    }

    /// Starts a workflow. Its id is used once, also where one has ended: `false` if it was used before.
    ///
    /// # Errors
    /// The engine's.
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
            Err(error) => Err(EngineError::unavailable(doing)(error.into())),
        }
    }

    /// Sends a workflow a signal, and starts it if it is not there.
    ///
    /// # Errors
    /// The engine's.
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
        woken.map(drop).map_err(|error| EngineError::unavailable(doing)(error.into()))
    }

    /// Tells a machine a command. The same `update_id` is the same command.
    ///
    /// # Errors
    /// It does not run; no worker answers; the engine's.
    pub async fn tell<W: MachineWorkflow>(
        &self,
        id: &str,
        received: Received<CommandOf<W>>,
        update_id: Option<String>,
    ) -> Result<AnswerOf<W>, EngineError> {
        self.update::<W, _>(id, W::COMMAND, received, update_id).await
    }

    /// Tells a machine what a conductor says.
    ///
    /// # Errors
    /// As [`EngineClient::tell`].
    pub async fn conduct<W: MachineWorkflow>(
        &self,
        id: &str,
        cue: Cue<CommandOf<W>>,
        update_id: String,
    ) -> Result<AnswerOf<W>, EngineError> {
        self.update::<W, _>(id, W::CONDUCT, cue, Some(update_id)).await
    }

    /// What a command would lead to.
    ///
    /// # Errors
    /// It is not known; no worker answers; the engine's.
    pub async fn foresee<W: MachineWorkflow>(
        &self,
        id: &str,
        received: Received<CommandOf<W>>,
    ) -> Result<AnswerOf<W>, EngineError> {
        self.query::<W, _>(id, W::FORESEE, received).await
    }

    /// What an approval would issue.
    ///
    /// # Errors
    /// As [`EngineClient::foresee`].
    pub async fn preview<W: MachineWorkflow>(
        &self,
        id: &str,
        asked: AskPreview,
    ) -> Result<Previewed, EngineError> {
        self.query::<W, _>(id, W::PREVIEW, asked).await
    }

    /// All that a workflow knows.
    ///
    /// # Errors
    /// As [`EngineClient::foresee`].
    pub async fn dossier<W: MachineWorkflow>(&self, id: &str) -> Result<DossierOf<W>, EngineError> {
        self.query::<W, _>(id, W::DOSSIER, ()).await
    }

    /// Tells a listing that what opened it does not stand.
    ///
    /// # Errors
    /// It does not run; the engine's.
    pub async fn revoke(&self, id: &str, received: Received<ListingCommand>) -> Result<(), EngineError> {
        let handle = self.handle::<ListingWorkflow>(id);
        let told = handle.signal(ListingWorkflow::revoke, received, WorkflowSignalOptions::default());
        told.await.map_err(|error| interaction(error, "telling", id))
    }

    /// Asks a workflow to stop.
    ///
    /// # Errors
    /// It does not run; the engine's.
    pub async fn cancel(&self, id: &str, reason: String) -> Result<(), EngineError> {
        let options = WorkflowCancelOptions::builder().reason(reason).build();
        let cancelled = self.handle::<UntypedWorkflow>(id).cancel(options).await;
        cancelled.map_err(|error| interaction(error, "cancelling", id))
    }

    /// A workflow's latest run; `None`: the engine knows none.
    ///
    /// # Errors
    /// The engine's.
    pub async fn describe(&self, id: &str) -> Result<Option<Execution>, EngineError> {
        match self.handle::<UntypedWorkflow>(id).describe(WorkflowDescribeOptions::default()).await {
            Ok(described) => Ok(Some(Execution(described))),
            Err(WorkflowInteractionError::NotFound(_)) => Ok(None),
            Err(error) => Err(interaction(error, "asking after", id)),
        }
    }

    /// The ids of a campaign's workflows of one type that a condition holds for, each once however many runs it
    /// had.
    ///
    /// # Errors
    /// The engine's.
    pub async fn ids_of<W: MachineWorkflow>(
        &self,
        campaign: &CampaignId,
        and: &str,
    ) -> Result<Vec<String>, EngineError> {
        let query = of_campaign::<W>(campaign, and);
        let found = self.0.list_workflows(query, WorkflowListOptions::default());
        let ids: Result<Vec<_>, _> = found.map_ok(|workflow| workflow.id().to_owned()).try_collect().await;
        let mut ids = ids.map_err(|error| EngineError::unavailable("listing workflows")(error.into()))?;
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    /// How many workflows of one type a campaign has.
    ///
    /// # Errors
    /// The engine's.
    pub async fn count_of<W: MachineWorkflow>(&self, campaign: &CampaignId) -> Result<usize, EngineError> {
        self.count(of_campaign::<W>(campaign, "")).await
    }

    /// How many workflows a query finds.
    ///
    /// # Errors
    /// The engine's.
    pub async fn count(&self, query: String) -> Result<usize, EngineError> {
        let counted = self.0.count_workflows(query, WorkflowCountOptions::default()).await;
        let counted =
            counted.map_err(|error| EngineError::unavailable("counting workflows")(error.into()))?;
        Ok(counted.count())
    }

    /// A workflow's whole history as JSON.
    ///
    /// # Errors
    /// There is no such workflow; the engine's.
    pub async fn history(&self, id: &str) -> Result<Vec<u8>, EngineError> {
        let history =
            self.handle::<UntypedWorkflow>(id).fetch_history(WorkflowFetchHistoryOptions::default());
        let json = history.to_json().await;
        json.map_err(|error| EngineError::unavailable(format!("reading the history of {id}"))(error.into()))
    }

    fn handle<W: HasWorkflowDefinition>(&self, id: &str) -> WorkflowHandle<Client, W> {
        self.0.get_workflow_handle(id)
    }

    /// Whatever a machine is told, it answers; what its validator refused comes as a failure.
    async fn update<W, U>(
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
        match in_time(handle.execute_update(update, input, options)).await? {
            Ok(answer) => Ok(answer),
            Err(WorkflowUpdateError::Failed(failure)) => Ok(Answer::Refused(Refused::read(&failure.message))),
            Err(WorkflowUpdateError::NotFound(_)) => Err(EngineError::NotFound(id.to_owned())),
            Err(error) => Err(EngineError::unavailable(format!("telling {id}"))(error.into())),
        }
    }

    async fn query<W, Q>(&self, id: &str, query: Q, input: Q::Input) -> Result<Q::Output, EngineError>
    where
        W: MachineWorkflow,
        Q: QueryDefinition<Workflow = W::Run>,
        Q::Input: Send,
    {
        let handle = self.handle::<W>(id);
        match in_time(handle.query(query, input, WorkflowQueryOptions::default())).await? {
            Ok(answer) => Ok(answer),
            Err(WorkflowQueryError::NotFound(_)) => Err(EngineError::NotFound(id.to_owned())),
            Err(error) => {
                Err(EngineError::unavailable(format!("asking {id}; a worker must be running"))(error.into()))
            }
        }
    }
}

/// Waits for an answer, but not for a worker that is not there.
async fn in_time<T>(answer: impl Future<Output = T>) -> Result<T, EngineError> {
    tokio::time::timeout(ANSWERED_WITHIN, answer).await.map_err(|_| EngineError::NoAnswer)
}

fn interaction(error: WorkflowInteractionError, doing: &str, id: &str) -> EngineError {
    match error {
        WorkflowInteractionError::NotFound(_) => EngineError::NotFound(id.to_owned()),
        error => EngineError::unavailable(format!("{doing} {id}"))(error.into()),
    }
}

fn of_campaign<W: MachineWorkflow>(campaign: &CampaignId, and: &str) -> String {
    format!("WorkflowType = '{}' AND DubanCampaign = '{campaign}'{and}", W::TYPE)
}
