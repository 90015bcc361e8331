//! Several networks in one declaration, each with what may stand before a struct.

use staticnn::prelude::*;

network! {
    /// Documented.
    #[derive(Clone, Debug, PartialEq, Default)]
    pub struct Public< 3 -> 12 relu -> 1 >;

    #[allow(dead_code)]
    #[scalar(f64)]
    pub(crate) struct Double<3->12 relu->1>;

    struct Private<
        3
        -> 12 relu
        -> 1
    >;
}

network! {}

#[test]
fn several_networks_may_be_declared_at_once() {
    let mut net = Public::default();
    net.layer1.bias[0] = 1.0;
    assert_eq!(net.clone(), net);
    assert_ne!(net, Public::zeros());
    assert!(format!("{net:?}").contains("relu"));
    assert_eq!(size_of::<Double>(), 2 * size_of::<Private>());
}
