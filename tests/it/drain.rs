//! Stopping is gentle (protocol P12).

use crate::harness::{World, message};
use alongside_protocol::client::Command;
use alongside_protocol::{ServerFrame, close};

#[tokio::test]
async fn clients_are_asked_to_come_back_and_the_old_socket_works_until_then() {
    let world = World::new().await;
    let kitchen = world.kitchen().await;
    let mut birch = kitchen.birch.connect(&[(kitchen.id.into(), None)]).await;
    let app = world.running().app.clone();
    app.stopping.cancel();
    let spread = birch
        .frame(|frame| match frame {
            ServerFrame::Goaway { spread_ms } => Some(*spread_ms),
            _ => None,
        })
        .await;
    assert_eq!(spread, app.config.drain_spread_ms);
    birch.ask(Command::Send(message(kitchen.id, "still here"))).await.expect("the old socket works");
    let stopping = tokio::spawn(world.stop());
    assert_eq!(birch.close_code().await, close::RESTART);
    stopping.await.expect("it stops");
}
