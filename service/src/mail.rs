//! Mail that did not arrive: a person sends it again, or elsewhere.

use crate::{Service, ServiceError};
use anyhow::Context;
use chrono::Utc;
use duban_activities::ledger::PostboxWaker;
use duban_domain::{WallTime, mailbox};
use duban_store::MailRow;
use std::time::Duration;

/// What is sent again was gathered long ago.
const GATHERS: Duration = Duration::from_secs(1);

impl Service {
    /// Sends a mail again to everybody who does not have it: to the office's address as the list of bureaus has
    /// it now, or to another instead. The mail as it stood.
    ///
    /// # Errors
    /// There is no such mail; everybody has it; the address is none.
    pub async fn mail_send_again(&self, mail: i64, instead: Option<&str>) -> Result<MailRow, ServiceError> {
        let instead = instead.map(str::trim).filter(|address| !address.is_empty());
        if let Some(address) = instead {
            mailbox::check(address).map_err(|told| ServiceError::Invalid(vec![told.chinese]))?;
        }
        let row = self.store().mail_get(mail).await?.ok_or_else(|| ServiceError::unknown("mail", mail))?;
        // Nothing is changed where nobody can be told.
        let client = self.client().await?;
        if let Some(bureau) = self.directory().get(&row.bureau) {
            self.store().bureau_upsert_all(std::slice::from_ref(bureau)).await?;
        }
        let wake_up = self.store().mail_send_again(mail, instead, WallTime::new(Utc::now())).await?;
        let Some(wake_up) = wake_up else {
            let why = "该邮件已经送达，没有需要重新发送的收件人；已送达办公室的邮件不能改发其他地址";
            return Err(ServiceError::Invalid(vec![why.to_owned()]));
        };
        let knocker = PostboxWaker::new(self.parts().task_queue.clone(), GATHERS, None);
        let knocked = knocker.knock(&client, &[wake_up]).await;
        knocked.context("knocking at the postbox").map_err(ServiceError::Unavailable)?;
        Ok(row)
    }
}
