//! What a league table is derived from: the lines of dockets and findings that bear on it, and who takes
//! part.

use crate::{
    Store,
    columns::{Columns, json_value, odd},
    error::{Doing, StoreError},
};
use duban_domain::{
    bureau::Level,
    event::DocketEvent,
    finding::FindingEvent,
    ids::{BureauCode, CampaignId, FindingId},
    league::{About, LeagueEntry, LeagueTurn, Member},
    time::PlanTime,
};
use serde::Deserialize;
use sqlx::sqlite::SqliteRow;
use std::collections::BTreeMap;

/// How many lines are read at a time.
const PAGE: i64 = 10_000;

/// When a step was processed, whatever it was.
#[derive(Deserialize)]
struct StepTime {
    now: PlanTime,
}

impl Store {
    /// The lines of a campaign's ledger that bear on its league tables and happened by `until`, in the
    /// order they were written.
    pub async fn league_entries(
        &self,
        campaign: &CampaignId,
        until: PlanTime,
    ) -> Result<Vec<LeagueEntry>, StoreError> {
        // The list of events is the partial index's own, word for word.
        const SELECT: &str = "
            SELECT l.id, l.workflow, l.sequence, l.position, l.bureau, l.matter, l.happened_at, l.obligation,
                l.detail, r.steps
            FROM ledger l JOIN record r ON r.workflow = l.workflow AND r.sequence = l.sequence
            WHERE l.campaign = $1 AND l.id > $2 AND l.event IN
                ('opened', 'extended', 'submitted', 'taken-back', 'returned', 'waived', 'cancelled', 'ordered',
                 'evidence-filed', 'closed', 'reopened')
                AND l.happened_at <= $3 AND (l.matter IS NULL OR l.matter = 'finding')
            ORDER BY l.id LIMIT $4";
        const DOING: &str = "read what a league table is made of";
        let mut entries = Vec::new();
        let mut after = 0;
        loop {
            let rows = sqlx::query(SELECT)
                .bind(campaign.as_str())
                .bind(after)
                .bind(until.utc())
                .bind(PAGE)
                .fetch_all(&self.reader)
                .await
                .doing(DOING)?;
            let Some(last) = rows.last() else { return Ok(entries) };
            after = last.whole("id").doing(DOING)?;
            for row in &rows {
                entries.extend(entry(row).doing(DOING)?);
            }
        }
    }

    /// The bureaus that take part, the issuer excepted, with all that stand above them.
    pub async fn league_members(&self, campaign: &CampaignId) -> Result<Vec<Member>, StoreError> {
        const SELECT: &str = "
            SELECT b.code, b.name, b.level, b.supervisor, p.bureau IS NOT NULL AS takes_part
            FROM bureau b
            LEFT JOIN participation p ON p.bureau = b.code AND p.campaign = $1
                AND p.bureau <> (SELECT issuer FROM campaign WHERE id = $1)
            ORDER BY b.code";
        const DOING: &str = "read who takes part";
        let rows = sqlx::query(SELECT).bind(campaign.as_str()).fetch_all(&self.reader).await.doing(DOING)?;
        let mut supervisors = BTreeMap::new();
        let mut members = Vec::new();
        for row in &rows {
            let code = row.bureau("code").doing(DOING)?;
            if let Some(supervisor) = row.text_opt("supervisor").doing(DOING)? {
                supervisors.insert(code.clone(), BureauCode::new(supervisor));
            }
            if row.flag("takes_part").doing(DOING)? {
                let (name, level) =
                    (row.text("name").doing(DOING)?, row.spelled("level", Level::parse).doing(DOING)?);
                members.push(Member { code, name, level, superiors: Vec::new() });
            }
        }
        for member in &mut members {
            member.superiors = superiors(&supervisors, &member.code);
        }
        Ok(members)
    }
}

/// Everyone above a bureau. A list of bureaus is a forest when it is read; several lists laid over one
/// another need not be, so nobody is climbed past twice.
fn superiors(supervisors: &BTreeMap<BureauCode, BureauCode>, code: &BureauCode) -> Vec<BureauCode> {
    let mut above: Vec<BureauCode> = Vec::new();
    let mut at = code;
    while let Some(next) = supervisors.get(at).filter(|next| *next != code && !above.contains(next)) {
        above.push(next.clone());
        at = next;
    }
    above
}

fn entry(row: &SqliteRow) -> sqlx::Result<Option<LeagueEntry>> {
    let is_finding = row.text_opt("matter")?.is_some();
    let turn = match is_finding {
        true => LeagueTurn::of_finding(&row.json::<FindingEvent>("detail")?),
        false => LeagueTurn::of_docket(&row.json::<DocketEvent>("detail")?),
    };
    let Some(turn) = turn else { return Ok(None) };
    let at = row.plan_time("happened_at")?;
    let about = match (is_finding, row.obligation_opt("obligation")?) {
        (true, _) => About::Finding(finding(&row.text("workflow")?)?),
        (false, Some(obligation)) => About::Obligation(obligation),
        (false, None) => About::Docket,
    };
    let steps: Vec<StepTime> = json_value("steps", &row.text("steps")?)?;
    Ok(Some(LeagueEntry {
        bureau: row.bureau("bureau")?,
        about,
        at,
        told: steps.into_iter().map(|step| step.now).fold(at, PlanTime::max),
        place: (row.count("sequence")?, row.count("position")?),
        turn,
    }))
}

/// The finding whose workflow this is.
fn finding(workflow: &str) -> sqlx::Result<FindingId> {
    let id = workflow.splitn(3, '/').nth(2).map(FindingId::new);
    id.ok_or_else(|| odd("workflow", workflow))
}
