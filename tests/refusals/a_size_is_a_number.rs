use staticnn::prelude::network;

network! { struct Net< 3 -> HIDDEN relu -> "12" -> 1 >; }

fn main() {}
