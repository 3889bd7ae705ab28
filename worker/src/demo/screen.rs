//! What the demo shows while it runs: in a terminal a live matrix of bureaus × obligations under the
//! campaign's date, and the notices as they go out; elsewhere plain lines.

use super::stage::Stage;
use anyhow::Result;
use console::{Alignment, measure_text_width, pad_str, style};
use duban_domain::{
    BureauCode, CampaignId, ObligationId, PlanTime,
    docket::{ObligationStatus, ObligationView},
    listing::ListingStatus,
    terms::Item,
};
use duban_store::{NoticeRow, Store};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{collections::BTreeMap, io::IsTerminal};

/// The demo's display, on stderr.
pub struct Screen {
    campaign: CampaignId,
    zone: chrono_tz::Tz,
    names: BTreeMap<BureauCode, String>,
    opens: PlanTime,
    end: PlanTime,
    /// The obligations in the plan's order.
    columns: Vec<ObligationId>,
    live: Option<Live>,
    last_notice: i64,
    month_said: String,
}

struct Live {
    all: MultiProgress,
    date: ProgressBar,
    /// What explains the rows: titles, signs, column numbers.
    lines: Vec<ProgressBar>,
    rows: BTreeMap<BureauCode, ProgressBar>,
}

impl Screen {
    pub fn new(stage: &Stage, end: PlanTime) -> Self {
        let names = short_names(stage);
        let live = (std::io::stderr().is_terminal() && !stage.plain).then(|| Live::new(stage, end, &names));
        Self {
            campaign: stage.terms.campaign.clone(),
            zone: stage.terms.office.zone,
            names,
            opens: stage.terms.opens,
            end,
            columns: columns(stage).map(|item| item.id.clone()).collect(),
            live,
            last_notice: 0,
            month_said: String::new(),
        }
    }

    /// A line that stays.
    pub fn say(&self, line: &str) {
        match &self.live {
            Some(live) => {
                // Nothing depends on the line being seen.
                drop(live.all.println(line));
            }
            None => eprintln!("{line}"),
        }
    }

    /// Shows what is new in the ledger.
    pub async fn refresh(&mut self, store: &Store, now: PlanTime) -> Result<()> {
        for row in store.notices_after(&self.campaign, self.last_notice).await? {
            self.last_notice = row.id;
            // A listing that nobody lifts goes on for as long as the engine runs.
            if row.notice.at <= self.end {
                self.say(&self.notice_line(&row));
            }
        }
        let duties = store.duty_list(&self.campaign, None).await?;
        let mut by_bureau: BTreeMap<BureauCode, Vec<ObligationView>> = BTreeMap::new();
        for row in duties {
            by_bureau.entry(row.bureau).or_default().push(row.duty);
        }
        for duties in by_bureau.values_mut() {
            duties.sort_by_key(|duty| self.columns.iter().position(|id| *id == duty.id));
        }
        let now = now.clamp(self.opens, self.end);
        match &self.live {
            Some(live) => {
                live.show_date(now, self.opens, self.zone);
                live.show_rows(&by_bureau, &self.matters(store).await?);
            }
            None => self.say_month(now, &by_bureau),
        }
        Ok(())
    }

    /// What stands behind each bureau's obligations: its findings, and whether it is listed.
    async fn matters(&self, store: &Store) -> Result<BTreeMap<BureauCode, String>> {
        let mut told = BTreeMap::new();
        for row in store.finding_statistics(&self.campaign).await? {
            let late = if row.overdue > 0 {
                style(format!(" 逾期{}", row.overdue)).red().to_string()
            } else {
                String::new()
            };
            told.insert(row.county, format!("隐患 {}/{}{late}", row.closed, row.found));
        }
        for row in store.listing_list(&self.campaign).await? {
            if matches!(row.view.standing, ListingStatus::Listed | ListingStatus::Applied) {
                let line = told.entry(row.bureau).or_default();
                line.push_str(&style("  ◆挂牌").magenta().to_string());
            }
        }
        Ok(told)
    }

    /// Leaves the last picture on the screen.
    pub fn finish(&self) {
        if let Some(live) = &self.live {
            live.date.finish();
            live.lines.iter().for_each(ProgressBar::finish);
            live.rows.values().for_each(ProgressBar::finish);
        }
    }

    fn notice_line(&self, row: &NoticeRow) -> String {
        let name = |code| self.names.get(code).map_or("", String::as_str);
        let number = row.number.as_deref().map(|number| format!(" {number}")).unwrap_or_default();
        let when = row.notice.at.in_zone(self.zone).format("%m-%d %H:%M");
        format!(
            "{when}  {} → {}  {}{number}",
            name(&row.notice.from),
            name(&row.notice.to),
            row.notice.instrument.chinese()
        ) + &if row.notice.obligation.is_some() {
            format!("（{}）", row.notice.title)
        } else {
            String::new()
        }
    }

    fn say_month(&mut self, now: PlanTime, by_bureau: &BTreeMap<BureauCode, Vec<ObligationView>>) {
        let month = now.in_zone(self.zone).format("%Y-%m").to_string();
        if month != self.month_said {
            self.month_said.clone_from(&month);
            let all = by_bureau.values().flatten();
            let done = all.clone().filter(|duty| duty.submitted.is_some()).count();
            eprintln!("── {month}: {done} of {} obligations handed in ──", all.count());
        }
    }
}

impl Live {
    fn new(stage: &Stage, end: PlanTime, names: &BTreeMap<BureauCode, String>) -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        let seconds = u64::try_from(end.since(stage.terms.opens).num_seconds()).unwrap_or_default();
        let date = all.add(ProgressBar::new(seconds));
        date.set_style(style_of("{msg}  {wide_bar:.cyan/blue}"));
        let titles = columns(stage).zip(1..).map(|(item, number)| format!("{number} {}", item.title));
        let mut lines =
            vec![note(&all, titles.collect::<Vec<_>>().join("  ")), note(&all, LEGEND.to_owned())];
        let counties = stage.directory.subtree(&stage.terms.issuer).into_iter().skip(1);
        let counties: Vec<_> =
            counties.filter_map(|bureau| Some((&bureau.code, names.get(&bureau.code)?))).collect();
        let width = counties.iter().map(|(_, name)| measure_text_width(name)).max().unwrap_or_default();
        let numbers = (1..=columns(stage).count()).map(|number| number.to_string()).collect::<Vec<_>>();
        lines.push(note(&all, format!("{}  {}", " ".repeat(width), numbers.join("  "))));
        let mut rows = BTreeMap::new();
        for (code, name) in counties {
            let row = all.add(ProgressBar::new(1));
            row.set_style(style_of("  {prefix}  {msg}"));
            row.set_prefix(pad_str(name, width, Alignment::Left, None).into_owned());
            rows.insert(code.clone(), row);
        }
        Self { all, date, lines, rows }
    }

    fn show_date(&self, now: PlanTime, opens: PlanTime, zone: chrono_tz::Tz) {
        self.date.set_position(u64::try_from(now.since(opens).num_seconds()).unwrap_or_default());
        self.date.set_message(now.in_zone(zone).format("%Y-%m-%d").to_string());
    }

    fn show_rows(
        &self,
        by_bureau: &BTreeMap<BureauCode, Vec<ObligationView>>,
        matters: &BTreeMap<BureauCode, String>,
    ) {
        for (code, duties) in by_bureau {
            if let Some(row) = self.rows.get(code) {
                let cells: Vec<_> = duties.iter().map(cell).collect();
                let matters = matters.get(code).map_or("", String::as_str);
                row.set_message(format!("{}   {matters}", cells.join("  ")));
            }
        }
    }
}

/// The obligations in the plan's order, and the tail's report after them.
fn columns(stage: &Stage) -> impl Iterator<Item = &Item> {
    stage.terms.items.iter().chain(stage.terms.tail.as_ref().map(|tail| &tail.item))
}

/// The signs of [`cell`], in words.
const LEGEND: &str =
    "· 未开始  ○ 待报  ! 逾期  ✓ 按时报送  ✔ 审核通过  △ 逾期报送  ↩ 退回重报  – 免报  ✗ 未完成";

/// A line under the date that stays as it is.
fn note(all: &MultiProgress, text: String) -> ProgressBar {
    let line = all.add(ProgressBar::new(1));
    line.set_style(style_of("  {msg}"));
    line.set_message(text);
    line
}

fn style_of(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// A sign and a colour: never colour alone.
fn cell(duty: &ObligationView) -> String {
    match (duty.state, duty.on_time) {
        (ObligationStatus::Pending, _) => style("·").dim().to_string(),
        (ObligationStatus::Open, _) if duty.round > 1 => style("↩").yellow().to_string(),
        (ObligationStatus::Open, _) => "○".to_owned(),
        (ObligationStatus::Overdue, _) => style("!").red().bold().to_string(),
        (ObligationStatus::Submitted | ObligationStatus::Accepted, Some(false)) => {
            style("△").yellow().to_string()
        }
        (ObligationStatus::Submitted, _) => style("✓").green().to_string(),
        (ObligationStatus::Accepted, _) => style("✔").green().bold().to_string(),
        (ObligationStatus::Waived, _) => style("–").dim().to_string(),
        (ObligationStatus::Unfulfilled, _) => style("✗").red().to_string(),
    }
}

/// Names without the part they all share.
fn short_names(stage: &Stage) -> BTreeMap<BureauCode, String> {
    let subtree = stage.directory.subtree(&stage.terms.issuer);
    let above = stage.directory.superiors(&stage.terms.issuer);
    let all = subtree.into_iter().chain(above.iter().filter_map(|code| stage.directory.get(code)));
    all.map(|bureau| (bureau.code.clone(), bureau.name.replace("市场监督管理局", ""))).collect()
}
