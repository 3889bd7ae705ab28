//! An operator at the terminal, who acts for a bureau.

use super::{principal::Principal, visible::Visible};
use crate::CampaignContext;
use duban_domain::Actor;

impl CampaignContext {
    /// The campaign in the hand of an operator. They are asked no permission: whoever may run the program on
    /// this machine may open the store. What they do is written into the audit log all the same.
    pub fn as_operator(&self, login: String, by: Actor) -> Visible<Self> {
        let viewer = self.service.viewer(Principal::operator(login, by));
        Visible::new(&viewer, self.clone())
    }
}
