//! A notice as its receiver reads it.

use crate::{Service, ServiceError};
use duban_activities::mail::Templates;
use duban_domain::BureauCode;
use std::sync::OnceLock;

impl Service {
    /// What a bureau was told by one notice, in the words of the mail's built-in templates; `None` where it
    /// did not receive it.
    pub async fn notice_text(
        &self,
        notice: i64,
        recipient: &BureauCode,
    ) -> Result<Option<String>, ServiceError> {
        static TEMPLATES: OnceLock<Templates> = OnceLock::new();
        let Some(digest) = self.store().notice_digest(notice, recipient).await? else { return Ok(None) };
        let templates = match TEMPLATES.get() {
            Some(templates) => templates,
            None => {
                let builtin =
                    Templates::builtin().map_err(|error| ServiceError::Unavailable(error.into()))?;
                TEMPLATES.get_or_init(|| builtin)
            }
        };
        templates
            .notices(&digest)
            .map(|text| Some(text.trim_matches('\n').to_owned()))
            .map_err(|error| ServiceError::Unavailable(error.into()))
    }
}
