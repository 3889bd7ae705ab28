//! The console and the API: pages for people, resources for programs.
