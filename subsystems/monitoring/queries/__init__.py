"""What the screens of online-information monitoring read: one function a screen, a constant number of queries."""
