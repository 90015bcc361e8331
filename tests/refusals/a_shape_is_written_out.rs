use staticnn::prelude::network;

network! { struct Net<  >; }

fn main() {}
