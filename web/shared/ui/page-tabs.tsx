import { Tabs } from '@mantine/core';
import type { ReactElement } from 'react';
import { useLocation, useNavigate } from 'react-router';

export type PageTab = { readonly to: string; readonly label: string };

/** Tabs that are addresses: the back button and a reload keep the place. The first tab is also the area's root. */
export const PageTabs = ({ tabs }: { tabs: readonly PageTab[] }): ReactElement => {
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const current = tabs
    .toSorted((a, b) => b.to.length - a.to.length)
    .find((tab) => pathname.startsWith(tab.to));
  return (
    <Tabs
      value={current?.to ?? null}
      onChange={(to) => {
        if (to !== null) void navigate(to);
      }}
      mb="md"
      activateTabWithKeyboard={false}
    >
      <Tabs.List>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.to} value={tab.to}>
            {tab.label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
};
