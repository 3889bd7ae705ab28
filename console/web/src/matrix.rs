//! The matrix bureaus × obligations: what each cell shows, and in which order rows stand.

use crate::WebError;
use duban_domain::{
    Bureau, BureauCode, Directory, ObligationId, PlanTime,
    docket::{ObligationStatus, ObligationView},
    plan::Plan,
    tail::TAIL_REPORT,
    tally::Tally,
};
use duban_service::{
    Visible,
    rows::{Campaign, ObligationRow},
};
use std::collections::{BTreeMap, BTreeSet};

/// What a cell says: a sign, never a colour alone.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatrixCell {
    /// The bureau does not owe it.
    None,
    /// Not yet open.
    Pending,
    /// Open, not yet due.
    Open,
    /// Due and not there.
    Overdue,
    /// Handed in, waiting for a review.
    InReview,
    /// Done, always in time.
    OnTime,
    /// Done, late at least once.
    Late,
    /// Lifted.
    Waived,
    /// Not there when the campaign closed.
    Unfulfilled,
}

impl MatrixCell {
    /// Those that a legend explains.
    pub const SHOWN: [Self; 8] = [
        Self::OnTime,
        Self::Late,
        Self::InReview,
        Self::Open,
        Self::Overdue,
        Self::Pending,
        Self::Waived,
        Self::Unfulfilled,
    ];

    /// What an obligation's cell shows; `is_reviewed`: whether a submission waits for a review.
    pub const fn of(duty: &ObligationView, is_reviewed: bool) -> Self {
        let on_time = matches!(duty.on_time, Some(true));
        match duty.state {
            ObligationStatus::Pending => Self::Pending,
            ObligationStatus::Open => Self::Open,
            ObligationStatus::Overdue => Self::Overdue,
            ObligationStatus::Submitted if is_reviewed => Self::InReview,
            ObligationStatus::Submitted | ObligationStatus::Accepted if on_time => Self::OnTime,
            ObligationStatus::Submitted | ObligationStatus::Accepted => Self::Late,
            ObligationStatus::Waived => Self::Waived,
            ObligationStatus::Unfulfilled => Self::Unfulfilled,
        }
    }

    /// Its class, and the end of its texts' keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pending => "pending",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::InReview => "review",
            Self::OnTime => "ontime",
            Self::Late => "late",
            Self::Waived => "waived",
            Self::Unfulfilled => "missing",
        }
    }

    /// Its place among all.
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A bureau's row.
pub struct MatrixRow {
    pub code: BureauCode,
    pub name: String,
    pub is_head: bool,
    pub cells: Vec<MatrixCell>,
    /// Its obligations, each in its column.
    counted: Vec<Tally>,
}

impl MatrixRow {
    /// All that it owes.
    pub fn tally(&self) -> Tally {
        self.counted.iter().copied().sum()
    }
}

/// A coordinating bureau with the rows of those below it.
pub struct Block {
    pub rows: Vec<MatrixRow>,
}

/// An obligation's column, and how far everyone is with it.
pub struct MatrixColumn {
    pub number: usize,
    pub id: ObligationId,
    pub title: String,
    pub due: Option<PlanTime>,
    /// Whether that is provisional.
    pub provisional: bool,
    pub tally: Tally,
}

/// Sums over all that is shown: what the overview shows of the campaign.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixSums {
    /// The bureaus that take part; some may owe nothing, and have no row.
    pub bureaus: u32,
    pub rows: usize,
    pub tally: Tally,
}

/// What the rows of a campaign are made from: a column for each obligation of the plan, and the last for the
/// tail's report, where there is a tail.
pub struct Scheme {
    columns: Vec<(ObligationId, String)>,
    reviewed: BTreeSet<ObligationId>,
}

impl Scheme {
    pub fn of(plan: &Plan) -> Self {
        let obligations = plan.obligations.iter().map(|one| (one.id.clone(), one.title.clone()));
        let tail = plan.tail.iter().map(|tail| (ObligationId::from(TAIL_REPORT), tail.title.clone()));
        let reviewed = plan.obligations.iter().filter(|obligation| obligation.review.is_some());
        Self {
            columns: obligations.chain(tail).collect(),
            reviewed: reviewed.map(|obligation| obligation.id.clone()).collect(),
        }
    }

    /// The obligations, in the order of the columns.
    pub fn obligations(&self) -> Vec<ObligationId> {
        self.columns.iter().map(|(id, _)| id.clone()).collect()
    }

    /// A bureau's row from its obligations.
    pub fn row(&self, bureau: &Bureau, is_head: bool, duties: &[ObligationRow]) -> MatrixRow {
        let mut cells = vec![MatrixCell::None; self.columns.len()];
        let mut counted = vec![Tally::default(); self.columns.len()];
        for ObligationRow { duty, .. } in duties {
            if let Some(column) = self.columns.iter().position(|(id, _)| *id == duty.id) {
                cells[column] = MatrixCell::of(duty, self.reviewed.contains(&duty.id));
                counted[column] = Tally::of(duty);
            }
        }
        MatrixRow { code: bureau.code.clone(), name: short_name(&bureau.name), is_head, cells, counted }
    }
}

/// What people call a bureau in a narrow column: its place.
pub fn short_name(name: &str) -> String {
    name.strip_suffix("市场监督管理局").filter(|place| !place.is_empty()).unwrap_or(name).to_owned()
}

/// The matrix of a campaign as one bureau sees it.
pub struct Matrix {
    pub blocks: Vec<Block>,
    pub columns: Vec<MatrixColumn>,
    pub sums: MatrixSums,
}

impl Matrix {
    /// Reads it: two queries, however many bureaus there are.
    pub async fn read(kept: &Visible<Campaign>) -> Result<Self, WebError> {
        let (viewer, duties) = (kept.viewer(), kept.obligations().await?);
        let mut matrix = Self::of(viewer.directory(), &kept.plan, &viewer.bureau, &duties);
        let figures = viewer.campaign_figures(std::slice::from_ref(kept)).await?;
        matrix.sums.bureaus = figures.first().map_or(0, |figures| figures.bureaus);
        Ok(matrix)
    }

    /// The matrix of these obligations, which stand bureau by bureau.
    pub fn of(directory: &Directory, plan: &Plan, eyes: &BureauCode, duties: &[ObligationRow]) -> Self {
        let scheme = Scheme::of(plan);
        let per_bureau: BTreeMap<&BureauCode, &[ObligationRow]> =
            duties.chunk_by(|a, b| a.bureau == b.bureau).map(|rows| (&rows[0].bureau, rows)).collect();
        let mut blocks: Vec<Block> = Vec::new();
        for bureau in directory.subtree(eyes) {
            let Some(duties) = per_bureau.get(&bureau.code) else { continue };
            let is_head = !directory.subordinates(&bureau.code).is_empty();
            let row = scheme.row(bureau, is_head, duties);
            match blocks.last_mut() {
                Some(block) if !is_head && is_below(directory, block, bureau) => block.rows.push(row),
                _ => blocks.push(Block { rows: vec![row] }),
            }
        }
        let columns = columns(&scheme, &blocks, duties);
        let rows = || blocks.iter().flat_map(|block| &block.rows);
        let sums = MatrixSums { bureaus: 0, rows: rows().count(), tally: rows().map(MatrixRow::tally).sum() };
        Self { blocks, columns, sums }
    }
}

/// Whether a bureau stands with those of a block: under its head, or beside its first row.
fn is_below(directory: &Directory, block: &Block, bureau: &Bureau) -> bool {
    let Some(first) = block.rows.first() else { return false };
    let beside = directory.get(&first.code).and_then(|head| head.supervisor.as_ref());
    bureau.supervisor.as_ref() == Some(&first.code)
        || (!first.is_head && bureau.supervisor.as_ref() == beside)
}

fn columns(scheme: &Scheme, blocks: &[Block], duties: &[ObligationRow]) -> Vec<MatrixColumn> {
    let mut due: BTreeMap<&ObligationId, PlanTime> = BTreeMap::new();
    for ObligationRow { duty, .. } in duties {
        due.entry(&duty.id).and_modify(|known| *known = (*known).min(duty.due)).or_insert(duty.due);
    }
    let unsettled = duties.iter().filter(|row| row.duty.provisional).map(|row| &row.duty.id);
    let unsettled: BTreeSet<_> = unsettled.collect();
    let rows = || blocks.iter().flat_map(|block| &block.rows);
    let columns = scheme.columns.iter().enumerate();
    columns
        .map(|(index, (id, title))| MatrixColumn {
            number: index + 1,
            id: id.clone(),
            title: title.clone(),
            due: due.get(id).copied(),
            provisional: unsettled.contains(id),
            tally: rows().map(|row| row.counted[index]).sum(),
        })
        .collect()
}
