//! `duban finding …`

mod import;
mod show;

use super::matter;
use crate::{cli::finding::FindingCli, context::App, output};
use anyhow::Result;
use duban_store::FindingDetail;

/// The command.
///
/// # Errors
/// What went wrong, for [`output::report`].
pub async fn finding(app: &App, command: FindingCli) -> Result<()> {
    match command {
        FindingCli::Import { campaign, file, sheet, skip_bad, local_products, actor } => {
            let how = import::ImportOptions { sheet, skip_bad, local_products, actor };
            import::import(app, &campaign, &file, &how).await
        }
        FindingCli::Template => {
            output::line(format!("{}\n", duban_config::findings::findings_template().join(",")))
        }
        FindingCli::Add(finding) => import::add(app, *finding).await,
        FindingCli::List { campaign, bureau, standing, grade, source, overdue, limit } => {
            let wanted = show::Wanted { bureau, standing, grade, source, overdue, limit };
            show::list(app, &campaign, wanted).await
        }
        FindingCli::Count { campaign } => show::count(app, &campaign).await,
        FindingCli::Show { target } => matter::show::<FindingDetail>(app, &target).await,
        FindingCli::Act(act) => matter::act::<FindingDetail>(app, act.read()).await,
    }
}
