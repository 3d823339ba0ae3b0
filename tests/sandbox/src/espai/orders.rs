//! `POST /order/pay`: opens an order and gives the address of a payment page. Facts: docs/platforms/espai.md §6.

use serde_json::json;

use super::{body, object, refusal, reply, required};
use crate::answer::{Outcome, Visit};
use crate::world::World;

/// Nothing is credited until the order is paid, which nobody can do here. There is no `message`.
pub(super) fn pay(world: &mut World, visit: &Visit) -> Outcome {
    let server = &mut world.espai;
    let account = server.account(visit)?;
    let members = object(body(visit)?)?;
    let (product, kind) = (required(&members, "commodity_id")?, required(&members, "commodity_type")?);
    // Only the price of product 1 is documented.
    let price = match product.as_str() {
        "1" => "8.8",
        "2" => "18.8",
        "3" => "38.8",
        "4" => "98.8",
        "5" => "998",
        _ => return Err(refusal("商品不存在")),
    };
    if kind != "0" && kind != "1" {
        return Err(refusal("商品类型不存在"));
    }
    server.orders += 1;
    let (number, sign) = (server.generator.digits(20), server.generator.hex(32));
    let buyer = server.owner(account)?.user_id.clone();
    let url = format!(
        "https://pay.example.com/submit.php?pid=1001&type=alipay&out_trade_no={number}\
         &notify_url=https%3A%2F%2Fapi.espai.fun%2Forder%2Fnotify&name=%E9%9D%92%E9%BE%99&money={price}\
         &param={buyer}&sign={sign}&sign_type=MD5"
    );
    let did = json!({"order": {"number": number, "commodity_id": product, "commodity_type": kind}});
    Ok(reply(&json!({"success": true, "data": url})).did(did))
}
