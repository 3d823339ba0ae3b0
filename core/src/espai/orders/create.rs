//! `POST /order/pay`: opens an order and returns the URL of a payment page. Nothing is credited until it is paid.
//!
//! How a top-up names the card is not documented. Facts: docs/platforms/espai.md §6, checked 2026-11-21.

use bursar_macros::{params, record};

use crate::Secret;
use crate::error::{BursarError, ErrorKind, Hints};
use crate::http::{Reply, RequestBuilder, require};
use crate::operation::{Info, Operation, Platform, Safety};
use crate::value::open_enum;

open_enum! {
    /// What is bought.
    Commodity {
        /// 1,000 calls.
        CALLS_1000 = "1",
        /// 2,200 calls.
        CALLS_2200 = "2",
        /// 5,000 calls.
        CALLS_5000 = "3",
        /// 15,000 calls.
        CALLS_15000 = "4",
        /// Calls without limit.
        UNLIMITED = "5",
    }
}

open_enum! {
    /// What the purchase is for.
    CommodityType {
        /// A new card.
        CARD = "0",
        /// More calls on a card.
        TOP_UP = "1",
    }
}

/// Opens an order. Each call opens another one; abandoning it is harmless.
///
/// Errors of its own: `invalid_request` for an empty parameter; `outcome_unknown` when the reply is lost.
#[params]
pub struct CreateOrder {
    /// What to buy.
    pub commodity_id: Commodity,
    /// A new card, or a top-up.
    pub commodity_type: CommodityType,
}

/// An open order.
#[record]
pub struct Order {
    /// Where to pay. It carries the buyer's id and a signature.
    pub payment_url: Secret,
}

impl Operation for CreateOrder {
    type Output = Order;

    const INFO: Info = Info::post(Platform::EspAi, "/order/pay", Safety::Once);

    const HINTS: Hints = &[
        (
            ErrorKind::OutcomeUnknown,
            "Nothing is credited before somebody pays: call again, and pay only the order that you then get.",
        ),
        (
            ErrorKind::Refused,
            "No order was opened. Likely: there is no such commodity, or the key is wrong; `espai.cards.list` tells \
             whether it works.",
        ),
    ];

    fn request(&self, request: &mut RequestBuilder) -> Result<(), BursarError> {
        require("commodityId", self.commodity_id.as_str())?;
        require("commodityType", self.commodity_type.as_str())?;
        request
            .fields(&[("commodity_id", self.commodity_id.as_str()), ("commodity_type", self.commodity_type.as_str())]);
        Ok(())
    }

    fn parse(&self, reply: &Reply<'_>) -> Result<Order, BursarError> {
        Ok(Order { payment_url: reply.text()?.into() })
    }
}
