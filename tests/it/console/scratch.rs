use duban_console::{Console, Parts, Principal, Via, router_as};
use duban_domain::access::Role;
use duban_tests::{browser::{Driver, Key, PHONE}, processes::Processes};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn scratch() {
    let folder = tempfile::tempdir().unwrap();
    let store = duban_store::Store::open(&format!("sqlite:{}", folder.path().join("d.db").display())).await.unwrap();
    store.migrate().await.unwrap();
    let service = duban_service::Service::new(store, Arc::new(duban_config::sample_directory().unwrap()));
    let principal = Principal::new("look".into(), "李看".into(), "522700".into(), Role::Planner, Via::Session);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let app = router_as(Console::new(Parts { service }), Some(principal)).into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let processes = Processes::default();
    let driver = Driver::start(folder.path(), &processes).await;
    let browser = driver.browser(&origin).await;
    browser.open("/").await;
    println!("{}", browser.text().await);
    println!("weight {}", browser.weight().await);
    println!("complaints {:?}", browser.complaints().await);
    for one in browser.inaccessible().await { println!("{one}"); }
    browser.keys(&[Key::Tab, Key::Tab]).await;
    println!("{}", browser.run("return document.activeElement.outerHTML", vec![]).await);
    std::fs::write("/tmp/desk.png", browser.picture().await).unwrap();
    browser.resize(PHONE).await;
    println!("overflow {}", browser.overflow().await);
    std::fs::write("/tmp/phone.png", browser.picture().await).unwrap();
    std::fs::write("/tmp/print.pdf", browser.print().await).unwrap();
    println!("complaints {:?}", browser.complaints().await);
}
