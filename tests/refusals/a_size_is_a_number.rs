use staticnn::prelude::network;

network! { struct Net< 3 -> "12" relu -> true -> 1 >; }

fn main() {}
