//! Quota cards.

mod balance_logs;
mod book;
mod check_transfer;
mod destroy;
mod get;
mod list;
mod prepare_transfer;
mod receipt;
mod transfer;

pub use balance_logs::{BalanceLog, BalanceLogType, ListBalanceLogs};
pub(crate) use book::TransferBook;
pub use check_transfer::CheckTransfer;
pub use destroy::DestroyCard;
pub use get::GetCard;
pub use list::{Card, CardType, ListCards};
pub use prepare_transfer::{PrepareTransfer, PreparedTransfer};
pub use transfer::{KnownBy, TransferCards, Transferred};
