//! `duban`: supervision campaigns that do not forget.

fn main() -> std::process::ExitCode {
    duban::run()
}
