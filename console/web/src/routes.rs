//! What a list of routes is made of. Each route stands in it with its method and whether it is for anybody,
//! so that a test can go through all of them.

use crate::{Console, guard};
use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware,
    routing::{self, MethodRouter},
};

/// A route, for those who go through all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path with names in braces.
    pub path: String,
    /// Whether anybody may ask, signed in or not.
    pub is_public: bool,
}

/// Routes of a part of the console.
#[derive(Default)]
pub struct Routes {
    pub list: Vec<Route>,
    public: Router<Console>,
    guarded: Router<Console>,
}

impl Routes {
    /// Something to read, for those who are signed in.
    pub fn get<H: Handler<T, Console>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.guarded(Method::GET, path, routing::get(handler))
    }

    /// Something to do, for those who are signed in.
    pub fn post<H: Handler<T, Console>, T: 'static>(self, path: &str, handler: H) -> Self {
        self.guarded(Method::POST, path, routing::post(handler))
    }

    /// Something for those who are signed in, with a handler that is prepared already: a larger body, say.
    pub fn guarded(mut self, method: Method, path: &str, handler: MethodRouter<Console>) -> Self {
        self.list.push(Route { method, path: path.to_owned(), is_public: false });
        Self { guarded: self.guarded.route(path, handler), ..self }
    }

    /// Several methods of one path at once, for those who are signed in.
    pub fn several(mut self, methods: Vec<Method>, path: &str, handler: MethodRouter<Console>) -> Self {
        let route = |method| Route { method, path: path.to_owned(), is_public: false };
        self.list.extend(methods.into_iter().map(route));
        Self { guarded: self.guarded.route(path, handler), ..self }
    }

    /// Something for anybody.
    pub fn public(mut self, method: Method, path: &str, handler: MethodRouter<Console>) -> Self {
        self.list.push(Route { method, path: path.to_owned(), is_public: true });
        Self { public: self.public.route(path, handler), ..self }
    }

    /// These and those.
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        Self {
            list: self.list,
            public: self.public.merge(other.public),
            guarded: self.guarded.merge(other.guarded),
        }
    }

    /// The router of all of them.
    pub fn router(self) -> Router<Console> {
        let guarded = self.guarded.route_layer(middleware::from_fn(guard::guarded));
        self.public.merge(guarded)
    }
}
