//! A draft looked at: its problems, or all that it would bring. Pure work, done where it holds up nobody.

use super::draft::{Conduct, PlanDraft};
use crate::{Viewer, WebError};
use duban_config::{LoadedPlan, Refused, read_behaviour, read_plan};
use duban_domain::{
    BureauCode, Directory, Terms,
    behaviour::{After, BehaviourMoment, Conduct as Behaviour, Script},
    belated::Belated,
    bureau::Level,
    collisions::{CROWDED, FullDay, Holiday, full_days, holidays},
    forecast::{Forecast, forecast},
    gantt::{Gantt, gantt},
    timetable::{self, TimetableLine},
};
use duban_service::PlanSurroundings;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Semaphore;

/// How many plans are rehearsed at once: a province takes a processor for a moment.
static ROOM: Semaphore = Semaphore::const_new(2);

/// What was found.
pub enum Look {
    /// Nothing was typed yet.
    Blank,
    /// It cannot be launched.
    Refused(Refused),
    /// It could be.
    Sound(Box<Sound>),
}

/// A plan without a mistake, and what it would bring.
pub struct Sound {
    pub loaded: LoadedPlan,
    pub chart: Gantt,
    pub timetable: Vec<TimetableLine>,
    pub forecast: Forecast,
    pub holidays: Vec<Holiday>,
    pub full_days: Vec<FullDay>,
    /// What is wrong with the script; then every bureau was taken to be on time.
    pub script: Option<Refused>,
    pub around: PlanSurroundings,
}

impl Look {
    /// Looks at a draft, as its planner sees the bureaus it reaches.
    pub async fn at(viewer: &Viewer, draft: &PlanDraft) -> Result<Self, WebError> {
        if let Some(refused) = &draft.unreadable {
            return Ok(Self::Refused(refused.clone()));
        }
        if draft.text.trim().is_empty() {
            return Ok(Self::Blank);
        }
        let loaded = match read(viewer, draft).await? {
            Ok(loaded) => loaded,
            Err(refused) => return Ok(Self::Refused(refused)),
        };
        let around = viewer.surroundings(&loaded.plan.id).await?;
        let (viewer, draft) = (viewer.clone(), draft.clone());
        let sound = aside(move || Sound::of(loaded, viewer.directory(), &draft, around)).await?;
        Ok(Self::Sound(Box::new(sound)))
    }
}

/// Reads the plan of a draft.
///
/// # Errors
/// The task's.
pub async fn read(viewer: &Viewer, draft: &PlanDraft) -> Result<Result<LoadedPlan, Refused>, WebError> {
    let (viewer, text) = (viewer.clone(), draft.text.clone());
    let calendar = viewer.calendar().await?;
    aside(move || read_plan(&name(), &text, viewer.directory(), &calendar)).await
}

/// What a plan in the browser is called; its problems are told by line.
fn name() -> PathBuf {
    Path::new("plan.yaml").to_owned()
}

/// Does something that takes a while, away from the threads that answer.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, WebError> {
    let _room = ROOM.acquire().await.map_err(|error| WebError::Internal(error.into()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| WebError::Internal(error.into()))
}

impl Sound {
    fn of(loaded: LoadedPlan, directory: &Directory, draft: &PlanDraft, around: PlanSurroundings) -> Self {
        let terms = Arc::new(loaded.terms.clone());
        let (script, refused) = match script(&loaded, directory, draft) {
            Ok(script) => (script, None),
            Err(refused) => (Script::default(), Some(refused)),
        };
        Self {
            chart: gantt(&terms, around.now),
            timetable: timetable::timetable(&terms, directory),
            forecast: forecast(&terms, directory, &script),
            holidays: holidays(&loaded.plan, &terms),
            full_days: full_days(&terms, directory, &around.others, CROWDED),
            script: refused,
            loaded,
            around,
        }
    }

    pub fn terms(&self) -> &Terms {
        &self.loaded.terms
    }

    /// How many bureaus of each level it reaches, the issuer among them.
    pub fn reach(&self, directory: &Directory) -> Vec<(Level, usize)> {
        let mut levels: BTreeMap<Level, usize> = BTreeMap::new();
        for bureau in directory.subtree(&self.loaded.plan.issuer) {
            *levels.entry(bureau.level).or_default() += 1;
        }
        levels.into_iter().collect()
    }

    /// What of it has passed, if something has.
    pub fn belated(&self) -> Option<Belated> {
        self.terms().belated(self.around.now?)
    }

    /// The issuer, where it is another bureau than the planner's.
    pub fn foreign(&self, own: &BureauCode) -> Option<&BureauCode> {
        Some(&self.loaded.plan.issuer).filter(|issuer| *issuer != own)
    }
}

/// How bureaus behave in this rehearsal.
fn script(loaded: &LoadedPlan, directory: &Directory, draft: &PlanDraft) -> Result<Script, Refused> {
    match draft.conduct {
        Conduct::Prompt => Ok(Script::default()),
        Conduct::Silent => {
            let default = Behaviour {
                submit: Some(BehaviourMoment::Never),
                acknowledge: Some(After::Never),
                ..Behaviour::default()
            };
            Ok(Script { default, ..Script::default() })
        }
        Conduct::Script => read_behaviour(Path::new("script.yaml"), &draft.script, &loaded.plan, directory),
    }
}
