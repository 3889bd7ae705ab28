//! Who lags and why: the board, a page of it to print for a meeting, and a screen on a wall.

mod board;
mod briefing;
mod line;
mod screen;

use duban_web::{queries::laggards::PATH, routes::Routes};

pub(crate) fn routes() -> Routes {
    Routes::default()
        .get(PATH, board::board)
        .get("/campaigns/{campaign}/briefing", briefing::briefing)
        .get("/campaigns/{campaign}/screen", screen::screen)
}
