//! `duban subject` and `duban sampling`: what is known of an enterprise, and what follows from it.

use crate::{
    cli::records::SamplingArgs,
    context::{App, login},
    output::{self, RefusedCommand},
    wiring,
};
use anyhow::Result;
use duban_domain::{
    Actor,
    finding::CreditCode,
    subject::{Judgement, Sampling, judge},
};
use duban_service::{Principal, SamplingKept, today};
use serde_json::json;

/// Records a sampling's result. The same report again changes nothing.
///
/// # Errors
/// The code is none; a text is too long; the report was recorded with another result.
pub async fn sampling(app: &App, typed: &SamplingArgs) -> Result<()> {
    let code = code(&typed.credit_code)?;
    let directory = app.directory()?;
    let named = typed.actor.on_behalf_of.as_deref().map(duban_domain::BureauCode::from);
    let none = || RefusedCommand("say which bureau records it: --for BUREAU".to_owned());
    let bureau = named.filter(|bureau| directory.get(bureau).is_some()).ok_or_else(none)?;
    let by = Actor { bureau, name: login(typed.actor.by.as_deref())? };
    let sampling = Sampling {
        on: typed.on,
        passed: typed.verdict.passed,
        product: typed.product.clone(),
        reference: typed.reference.clone(),
    };
    let viewer = wiring::service(app.settings()).await?.viewer(Principal::operator(login(None)?, by));
    let is_new = viewer.keep_sampling(&code, &typed.name, &sampling).await? == SamplingKept::New;
    match app.is_json() {
        true => output::json(&json!({ "new": is_new })),
        false => output::line(if is_new { "recorded\n" } else { "it was recorded before\n" }),
    }
}

/// Shows an enterprise's record, and the measures that follow from it with the facts that made them so.
///
/// # Errors
/// The code is none, or nothing is known.
pub async fn subject(app: &App, code: &str) -> Result<()> {
    let code = self::code(code)?;
    let store = wiring::store(app.settings()).await?;
    let record = store.subject_record(&code).await?;
    let record = record.ok_or_else(|| RefusedCommand(format!("nothing is known of {code}")))?;
    let judgements = judge(&record, today());
    if app.is_json() {
        return output::json(&json!({ "record": record, "judgements": judgements }));
    }
    output::line(format!("{}  {}\n", record.credit_code, record.name))?;
    let mut table = output::table(["day", "what", "result", "reference"]);
    for sampling in &record.samplings {
        let result = if sampling.passed { "合格" } else { "不合格" };
        table.add_row([
            sampling.on.to_string(),
            format!("监督抽查 {}", sampling.product),
            result.to_owned(),
            sampling.reference.clone(),
        ]);
    }
    for risk in &record.risks {
        let stands = if risk.open { "未销号" } else { "已销号" };
        let reference = format!("{} {}", risk.campaign, risk.finding);
        table.add_row([
            risk.on.to_string(),
            format!("问题隐患 {}", risk.grade.chinese()),
            stands.to_owned(),
            reference,
        ]);
    }
    output::line(format!("{table}\n"))?;
    for judgement in &judgements {
        output::line(format!("{}\n", told(judgement)))?;
    }
    if judgements.is_empty() {
        output::line("no measure follows\n")?;
    }
    Ok(())
}

fn code(text: &str) -> Result<CreditCode> {
    Ok(CreditCode::parse(text).map_err(|why| RefusedCommand(why.to_string()))?)
}

fn told(judgement: &Judgement) -> String {
    let samplings = judgement.samplings.iter().map(|s| format!("{}抽查不合格（{}）", s.on, s.reference));
    let risks = judgement.risks.iter().map(|r| format!("{}{}隐患（{}）", r.on, r.grade.chinese(), r.finding));
    let facts: Vec<_> = samplings.chain(risks).collect();
    format!("{}：{}", judgement.measure.chinese(), facts.join("，"))
}
