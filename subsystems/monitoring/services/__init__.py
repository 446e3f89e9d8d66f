"""Every write of online-information monitoring goes through a function of these modules."""
